package dev.steward.operator.scale;

import dev.steward.core.serving.ServiceId;
import java.time.Instant;
import java.util.Optional;

/** What the gateways reported of services, second by second. */
public interface LoadReports {

  /**
   * The load of one service, summed over the gateways.
   *
   * @param second the begin of the second; one that isn't over yet may be asked for
   * @return empty if no gateway has reported on that second: nobody knows the load
   */
  Optional<Load> of(ServiceId service, Instant second);

  /**
   * The load of one second.
   *
   * @param inFlight requests in hand, on average, those that wait included
   * @param waiting of them those that wait for a pod, on average
   * @param arrived requests that came
   * @param finished requests that were answered
   */
  record Load(double inFlight, double waiting, double arrived, double finished) {}
}
