package dev.steward.gateway;

/** Placeholder. */
final class Placeholder {
  private Placeholder() {}
}
