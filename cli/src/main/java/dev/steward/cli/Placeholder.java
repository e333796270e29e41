package dev.steward.cli;

/** Placeholder. */
final class Placeholder {
  private Placeholder() {}
}
