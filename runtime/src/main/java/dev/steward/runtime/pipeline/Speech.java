package dev.steward.runtime.pipeline;

import dev.steward.tracing.Tracing;
import java.util.Arrays;
import java.util.Optional;

/**
 * A version of the protocol. The caller chooses it with its HELLO, by what it has to say: who has
 * no traces to hand on says nothing that older processes don't know, and who has some is refused at
 * once by a stage that couldn't take them. A stage understands all of them.
 */
enum Speech {
  /** Without traces. */
  PLAIN(1),
  /** WORK says before all else of which traces it is. */
  TRACED(2);

  private final int version;

  Speech(int version) {
    this.version = version;
  }

  byte version() {
    return (byte) version;
  }

  static Optional<Speech> of(byte version) {
    return Arrays.stream(values()).filter(speech -> speech.version == version).findFirst();
  }

  /** What a process says that tells so. */
  static Speech of(Tracing tracing) {
    return tracing.counts().isPresent() ? TRACED : PLAIN;
  }
}
