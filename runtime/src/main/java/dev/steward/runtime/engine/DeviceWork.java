package dev.steward.runtime.engine;

/** What a process computes, as far as that says on what it can. */
public enum DeviceWork {
  /** One model that takes tensors, texts or images. */
  ONE_MODEL,
  /** Texts that a model writes. */
  WRITING,
  /** The models of a repository. */
  MANY_MODELS
}
