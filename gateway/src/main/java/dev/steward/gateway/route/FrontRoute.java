package dev.steward.gateway.route;

import dev.steward.core.error.ErrorCode;

/** Where a request that came in at the shared front port goes. */
public sealed interface FrontRoute {

  /**
   * To a service.
   *
   * @param path the path below the service's root, with a leading slash
   */
  record To(ServiceRoute service, String path) implements FrontRoute {}

  /** To whom the {@code model} of its JSON body names: {@link FrontRouter#byModel} then decides. */
  record ByBody() implements FrontRoute {}

  /**
   * To whom the header {@value #MODEL_HEADER} names, since the body is no JSON: {@link
   * FrontRouter#byModel} then decides.
   */
  record ByHeader() implements FrontRoute {

    /** The header's name. */
    public static final String MODEL_HEADER = "x-steward-model";
  }

  /**
   * To nobody.
   *
   * @param message what to tell the client
   */
  record Refused(ErrorCode code, String message) implements FrontRoute {}
}
