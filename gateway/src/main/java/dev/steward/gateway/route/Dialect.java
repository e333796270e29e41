package dev.steward.gateway.route;

/** The protocol a request speaks, as its path shows it; errors are told in the same. */
public enum Dialect {
  /** {@code /v2/…} and everything that is no OpenAI path. */
  OPEN_INFERENCE,
  /** {@code /v1/…}, also below {@code /NAMESPACE/NAME}. */
  OPENAI;

  /** The dialect of a request's path. */
  public static Dialect of(String path) {
    var segments = path.split("/", 5);
    return isVersion1(segments, 1) || isVersion1(segments, 3) ? OPENAI : OPEN_INFERENCE;
  }

  private static boolean isVersion1(String[] segments, int index) {
    return segments.length > index && segments[index].equals("v1");
  }
}
