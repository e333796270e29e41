package dev.steward.runtime.http;

import dev.steward.runtime.web.Answer;
import java.io.IOException;
import java.io.OutputStream;

/** The body of an answer with status 200, JSON where it doesn't say otherwise. */
@FunctionalInterface
interface Reply {

  /** Writes the body to {@code out}, which stays open. */
  void write(OutputStream out) throws IOException;

  /** Says in the headers what the body is; comes before it is written. */
  default void head(Answer answer) {
    answer.type("application/json");
  }

  /** A body that is there already. */
  static Reply of(byte[] json) {
    return out -> out.write(json);
  }
}
