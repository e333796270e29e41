package dev.steward.protocol.report;

import dev.steward.core.serving.ServiceId;
import java.util.List;

/**
 * One second at one gateway.
 *
 * <p>A report may come before its second is over, when a request begins to wait; a later one of the
 * same second takes its place.
 *
 * @param gateway the pod's name, at most {@value #LONGEST_NAME} characters
 * @param second the begin of the second, in seconds since the epoch
 * @param millis how much of the second it covers, 1 to 1000
 * @param services those that had requests, at most {@value #MOST_SERVICES}
 */
public record LoadReport(String gateway, long second, int millis, List<ServiceLoad> services) {
  public static final int LONGEST_NAME = 253;

  /** As many as there are ports for services at a gateway. */
  public static final int MOST_SERVICES = 10_000;

  public LoadReport {
    services = List.copyOf(services);
    if (gateway.isEmpty() || gateway.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("a gateway has a name of at most 253 characters");
    }
    if (millis < 1 || millis > 1000 || services.size() > MOST_SERVICES) {
      throw new IllegalArgumentException(
          "a report covers 1 to 1000 ms of at most 10000 services: %d, %d"
              .formatted(millis, services.size()));
    }
  }

  /**
   * What one service had.
   *
   * @param busyMillis time that requests spent in the gateway's hands, those that waited included,
   *     summed over them: 2 requests for half a second each are 1000
   * @param waitMillis of that, time spent waiting for a pod
   * @param arrived requests that came
   * @param finished requests that ended
   * @param waiting requests that wait at the moment of the report
   */
  public record ServiceLoad(
      ServiceId service,
      long busyMillis,
      long waitMillis,
      long arrived,
      long finished,
      long waiting) {

    public ServiceLoad {
      if (busyMillis < 0 || waitMillis < 0 || arrived < 0 || finished < 0 || waiting < 0) {
        throw new IllegalArgumentException("amounts are 0 or more");
      }
    }
  }
}
