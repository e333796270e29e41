package dev.steward.operator.status;

import dev.steward.operator.condition.Verdict;
import java.util.Optional;

/** There is work under way, the service's own or the cluster's, that may make it ready. */
final class ReconcilingCondition {

  static final String TYPE = "Reconciling";

  private ReconcilingCondition() {}

  /**
   * The condition.
   *
   * @param old a revision that is still to be removed
   */
  static Verdict of(Finding finding, Optional<String> old) {
    return switch (finding.reason().kind()) {
      case PROGRESS -> finding.as(TYPE, Verdict.Truth.TRUE);
      case READY ->
          old.map(revision ->
                  new Finding(Reason.RollingOut, "Revision %s is removed.".formatted(revision))
                      .as(TYPE, Verdict.Truth.TRUE))
              .orElseGet(() -> finding.as(TYPE, Verdict.Truth.FALSE));
      case STALLED -> finding.as(TYPE, Verdict.Truth.FALSE);
    };
  }
}
