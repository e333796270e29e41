package dev.steward.store;

/** Placeholder. */
final class Placeholder {
  private Placeholder() {}
}
