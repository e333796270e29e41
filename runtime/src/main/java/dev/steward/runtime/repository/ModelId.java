package dev.steward.runtime.repository;

/**
 * One version of a model.
 *
 * @param version 1 or more
 */
record ModelId(String name, long version) {

  /** For messages: {@code model "minilm" version 2}. */
  String text() {
    return "model \"%s\" version %d".formatted(name, version);
  }
}
