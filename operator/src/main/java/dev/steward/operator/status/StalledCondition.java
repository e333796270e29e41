package dev.steward.operator.status;

import dev.steward.operator.condition.Verdict;

/** It can't go on until someone changes something. */
final class StalledCondition {

  static final String TYPE = "Stalled";

  private StalledCondition() {}

  static Verdict of(Finding finding) {
    return switch (finding.reason().kind()) {
      case STALLED -> finding.as(TYPE, Verdict.Truth.TRUE);
      case READY, PROGRESS -> finding.as(TYPE, Verdict.Truth.FALSE);
    };
  }
}
