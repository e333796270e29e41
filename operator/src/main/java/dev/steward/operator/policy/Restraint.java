package dev.steward.operator.policy;

/** What may be done for something that breaks a policy. */
public enum Restraint {
  /** All that it asks for. */
  NONE,
  /** It was never begun, and isn't. */
  UNBEGUN,
  /** What there is of it stays, and nothing is added. */
  HELD,
  /** Nothing of it runs. */
  STOPPED
}
