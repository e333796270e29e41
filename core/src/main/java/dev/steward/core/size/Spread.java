package dev.steward.core.size;

/** How one copy of a model is to be spread over pods. */
public sealed interface Spread {

  /** Each pod has the whole of it. */
  record Whole() implements Spread {}

  /** As it needs. */
  record Auto() implements Spread {}

  /** In so many stages, a pod each. */
  record Stages(int size) implements Spread {}

  /** In so many ranks of an engine that shards it itself, a pod each. */
  record Ranks(int size) implements Spread {}
}
