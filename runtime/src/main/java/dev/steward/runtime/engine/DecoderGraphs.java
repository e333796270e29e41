package dev.steward.runtime.engine;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files with the graphs of a decoder, which give the same logits but for rounding.
 *
 * @param writing reads and writes
 * @param reading reads prompts in less time, and takes as much memory again; empty where it would
 *     take no less
 */
public record DecoderGraphs(Path writing, Optional<Path> reading) {

  public DecoderGraphs {
    requireNonNull(writing, "writing");
    requireNonNull(reading, "reading");
  }

  /** The first one alone. */
  public DecoderGraphs writingAlone() {
    return new DecoderGraphs(writing, Optional.empty());
  }
}
