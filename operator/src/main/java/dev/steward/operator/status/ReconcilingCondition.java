package dev.steward.operator.status;

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
      case PROGRESS -> new Verdict(TYPE, Verdict.Truth.TRUE, finding);
      case READY ->
          old.map(revision ->
                  new Verdict(
                      TYPE,
                      Verdict.Truth.TRUE,
                      new Finding(
                          Reason.RollingOut, "Revision %s is removed.".formatted(revision))))
              .orElseGet(() -> new Verdict(TYPE, Verdict.Truth.FALSE, finding));
      case STALLED -> new Verdict(TYPE, Verdict.Truth.FALSE, finding);
    };
  }
}
