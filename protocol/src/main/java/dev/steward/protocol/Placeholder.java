package dev.steward.protocol;

/** Placeholder. */
final class Placeholder {
  private Placeholder() {}
}
