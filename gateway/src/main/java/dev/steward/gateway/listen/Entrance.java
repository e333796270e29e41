package dev.steward.gateway.listen;

import dev.steward.core.serving.ServiceId;

/** Through which kind of port a connection came. */
public sealed interface Entrance {

  /** The shared port; what the request says decides whom it is for. */
  record Front() implements Entrance {}

  /** A service's own port: all its requests are for this service. */
  record OwnPort(ServiceId service) implements Entrance {}
}
