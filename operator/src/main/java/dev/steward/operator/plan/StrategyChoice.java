package dev.steward.operator.plan;

/** Who says how a copy of a model is spread over pods. */
public enum StrategyChoice {
  /** The service, or nobody and it isn't. */
  GIVEN,
  /** Its weights. */
  AUTO
}
