package dev.steward.operator.status;

/** Every pod that is asked for answers and is routed, or none is asked for. */
final class ReadyCondition {

  static final String TYPE = "Ready";

  private ReadyCondition() {}

  static Verdict of(Finding finding) {
    return switch (finding.reason().kind()) {
      case READY -> new Verdict(TYPE, Verdict.Truth.TRUE, finding);
      case PROGRESS, STALLED -> new Verdict(TYPE, Verdict.Truth.FALSE, finding);
    };
  }
}
