package dev.steward.runtime.http;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The name of a request in logs and answers: the client's own, where it is a decent one. */
public final class RequestId {

  public static final String HEADER = "x-request-id";

  private static final Pattern DECENT = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

  private RequestId() {}

  /** {@code sent}, or a random one where that is absent, too long or has other characters. */
  public static String of(Optional<String> sent) {
    return sent.filter(it -> DECENT.matcher(it).matches())
        .orElseGet(() -> HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
  }
}
