package dev.steward.operator.status;

import dev.steward.operator.condition.Verdict;

/** Every pod that is asked for answers and is routed, or none is asked for. */
final class ReadyCondition {

  static final String TYPE = "Ready";

  private ReadyCondition() {}

  static Verdict of(Finding finding) {
    return switch (finding.reason().kind()) {
      case READY -> finding.as(TYPE, Verdict.Truth.TRUE);
      case PROGRESS, STALLED -> finding.as(TYPE, Verdict.Truth.FALSE);
    };
  }
}
