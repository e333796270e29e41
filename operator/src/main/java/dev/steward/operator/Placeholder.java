package dev.steward.operator;

/** Placeholder. */
final class Placeholder {
  private Placeholder() {}
}
