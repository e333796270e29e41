package dev.steward.crds;

/** Placeholder. */
final class Placeholder {
  private Placeholder() {}
}
