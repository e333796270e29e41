package dev.steward.protocol.report;

import dev.steward.core.policy.PolicyInForce;
import java.util.Map;
import java.util.Optional;

/**
 * By which policies a gateway judges requests.
 *
 * <p>All of it is told when it has changed, with a number that grows. As long as it stays the same
 * only the number is told again, so that thousands of services cost nothing while nobody edits a
 * policy.
 *
 * @param gateway the pod's name, at most {@value LoadReport#LONGEST_NAME} characters
 * @param process tells this process from that pod's earlier ones, at most {@value #LONGEST_PROCESS}
 *     characters
 * @param number of what is told, 1 or more; of one process a greater one is newer
 * @param running by the uid of each service that policies govern here, at most {@value
 *     LoadReport#MOST_SERVICES}; one that isn't named is governed by none, or isn't served. Empty:
 *     all is as it was told under this number
 */
public record PolicyReport(
    String gateway, String process, long number, Optional<Map<String, PolicyInForce>> running) {
  public static final int LONGEST_PROCESS = 64;
  public static final int LONGEST_UID = 64;

  public PolicyReport {
    running = running.map(Map::copyOf);
    if (gateway.isEmpty() || gateway.length() > LoadReport.LONGEST_NAME) {
      throw new IllegalArgumentException("a gateway has a name of at most 253 characters");
    }
    if (process.isEmpty() || process.length() > LONGEST_PROCESS || number < 1) {
      throw new IllegalArgumentException("no process is \"%s\": %d".formatted(process, number));
    }
    if (running.map(Map::size).orElse(0) > LoadReport.MOST_SERVICES) {
      throw new IllegalArgumentException("a gateway serves at most 10000 services");
    }
  }
}
