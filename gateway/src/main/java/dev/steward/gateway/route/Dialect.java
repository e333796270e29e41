package dev.steward.gateway.route;

import dev.steward.core.serving.Protocol;

/** The protocol a request speaks; errors are told in the same. */
public enum Dialect {
  /** {@code /v2/…} and everything that is no OpenAI path. */
  OPEN_INFERENCE,
  /** {@code /v1/…}, also below {@code /NAMESPACE/NAME}. */
  OPENAI,
  /** Calls, of the Open Inference Protocol as of any other, for nobody here reads messages. */
  GRPC;

  /** The dialect of a request's path over HTTP/1.1. */
  public static Dialect of(String path) {
    var segments = path.split("/", 5);
    return isVersion1(segments, 1) || isVersion1(segments, 3) ? OPENAI : OPEN_INFERENCE;
  }

  /** In what its requests are carried. */
  public Protocol protocol() {
    return switch (this) {
      case OPEN_INFERENCE, OPENAI -> Protocol.HTTP;
      case GRPC -> Protocol.GRPC;
    };
  }

  private static boolean isVersion1(String[] segments, int index) {
    return segments.length > index && segments[index].equals("v1");
  }
}
