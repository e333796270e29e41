package dev.steward.runtime.http;

import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.OipErrorJson;
import dev.steward.protocol.openai.OpenAiErrorJson;

/** The protocols spoken, which differ in the shape of their errors. */
enum Dialect {
  OPEN_INFERENCE,
  OPENAI;

  /** The one a path belongs to. */
  static Dialect of(String path) {
    return path.equals("/v1") || path.startsWith("/v1/") ? OPENAI : OPEN_INFERENCE;
  }

  /** The body of a refusal, as those who ask for this path understand it. */
  static byte[] error(String path, Refusal refusal) {
    return of(path).error(refusal);
  }

  /** The body of a refusal. */
  byte[] error(Refusal refusal) {
    return switch (this) {
      case OPEN_INFERENCE -> OipErrorJson.write(refusal);
      case OPENAI -> OpenAiErrorJson.write(refusal);
    };
  }
}
