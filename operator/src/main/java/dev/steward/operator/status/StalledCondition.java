package dev.steward.operator.status;

/** It can't go on until someone changes something. */
final class StalledCondition {

  static final String TYPE = "Stalled";

  private StalledCondition() {}

  static Verdict of(Finding finding) {
    return switch (finding.reason().kind()) {
      case STALLED -> new Verdict(TYPE, Verdict.Truth.TRUE, finding);
      case READY, PROGRESS -> new Verdict(TYPE, Verdict.Truth.FALSE, finding);
    };
  }
}
