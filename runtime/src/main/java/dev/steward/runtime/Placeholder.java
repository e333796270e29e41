package dev.steward.runtime;

/** Placeholder. */
final class Placeholder {
  private Placeholder() {}
}
