package dev.steward.core.size;

/** What computes the model. */
public enum Engine {
  /** Steward's runtime: it computes on one GPU, and can compute one stage of a model. */
  STEWARD,
  /** An engine that spreads a model over the GPUs it is given, of one pod or of several. */
  SHARDS_ITSELF
}
