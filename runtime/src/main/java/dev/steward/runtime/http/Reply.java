package dev.steward.runtime.http;

import java.io.IOException;
import java.io.OutputStream;

/** The JSON body of an answer with status 200. */
@FunctionalInterface
interface Reply {

  /** Writes the body to {@code out}, which stays open. */
  void write(OutputStream out) throws IOException;

  /** A body that is there already. */
  static Reply of(byte[] json) {
    return out -> out.write(json);
  }
}
