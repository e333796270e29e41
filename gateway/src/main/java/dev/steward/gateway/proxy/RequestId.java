package dev.steward.gateway.proxy;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The name of a request in logs and headers, the client's own where it gave a usable one. */
final class RequestId {
  static final String HEADER = "x-request-id";
  static final int MAX_LENGTH = 128;

  private RequestId() {}

  /** The given id if it can stand in a header and a log line as it is, otherwise a new one. */
  static String of(@Nullable String given) {
    return given != null && isUsable(given) ? given : make();
  }

  private static boolean isUsable(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (var i = 0; i < id.length(); i++) {
      if (!isUsable(id.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUsable(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-_.:/+=@".indexOf(c) >= 0;
  }

  /** 128 random bits. An id is a name, not a secret: no secure source is needed. */
  private static String make() {
    var random = ThreadLocalRandom.current();
    return "%016x%016x".formatted(random.nextLong(), random.nextLong());
  }
}
