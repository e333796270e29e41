package dev.steward.runtime.web;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a request asks for (RFC 9112, section 3.2). {@code /v2/models/a%20b?x=1} has the parts
 * {@code v2}, {@code models} and {@code a b}; a slash at the end makes no part.
 *
 * <p>A path that somebody else on the way could read otherwise is refused: with {@code .} or {@code
 * ..} as a part, or a slash that is written {@code %2F}.
 *
 * @param path as it was sent, without the query
 * @param parts of the path, decoded
 * @param query as it was sent; empty where there is none
 */
public record Target(String path, List<String> parts, String query) {

  public Target {
    parts = List.copyOf(parts);
  }

  /** Reads it from a request line. */
  static Outcome<Target> of(String sent) {
    var local = local(sent);
    if (!local.startsWith("/")) {
      return Outcome.refused(broken("it doesn't begin with a slash"));
    }
    int question = local.indexOf('?');
    var path = question < 0 ? local : local.substring(0, question);
    var query = question < 0 ? "" : local.substring(question + 1);
    var parts = new ArrayList<String>();
    int begin = 1;
    while (begin < path.length()) {
      int slash = path.indexOf('/', begin);
      int end = slash < 0 ? path.length() : slash;
      switch (part(path.substring(begin, end))) {
        case Outcome.Done<String>(var part) -> parts.add(part);
        case Outcome.Refused<String>(var refusal) -> {
          return Outcome.refused(refusal);
        }
      }
      begin = end + 1;
    }
    return Outcome.done(new Target(path, parts, query));
  }

  /** Without scheme and authority, which requests to a proxy have, and others may. */
  private static String local(String sent) {
    for (var scheme : List.of("http://", "https://")) {
      if (sent.regionMatches(true, 0, scheme, 0, scheme.length())) {
        int slash = sent.indexOf('/', scheme.length());
        return slash < 0 ? "/" : sent.substring(slash);
      }
    }
    return sent;
  }

  private static Outcome<String> part(String sent) {
    return decoded(sent)
        .then(part ->
            switch (part) {
              case ".", ".." -> Outcome.refused(broken("\"" + part + "\" is a part of it"));
              default ->
                  part.indexOf('/') < 0
                      ? Outcome.done(part)
                      : Outcome.refused(broken("a slash in it is written %2F"));
            });
  }

  private static Outcome<String> decoded(String sent) {
    if (sent.indexOf('%') < 0) {
      return Outcome.done(sent);
    }
    var bytes = ByteBuffer.allocate(sent.length() * 4);
    int at = 0;
    while (at < sent.length()) {
      char next = sent.charAt(at);
      if (next != '%') {
        bytes.put(String.valueOf(next).getBytes(StandardCharsets.UTF_8));
        at++;
      } else if (at + 2 < sent.length()
          && HexFormat.isHexDigit(sent.charAt(at + 1))
          && HexFormat.isHexDigit(sent.charAt(at + 2))) {
        bytes.put((byte) HexFormat.fromHexDigits(sent, at + 1, at + 3));
        at += 3;
      } else {
        return Outcome.refused(broken("two hexadecimal digits must follow each %"));
      }
    }
    try {
      return Outcome.done(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      return Outcome.refused(broken("what it encodes isn't UTF-8"));
    }
  }

  private static Refusal broken(String why) {
    return Refusal.of(
        ErrorCode.INVALID_REQUEST, new Violation("path", why, "use a path as in GET /v2"));
  }

  /** The first value of a parameter of the query. */
  public Optional<String> parameter(String name) {
    for (var pair : query.split("&", -1)) {
      var sides = pair.split("=", 2);
      if (sides[0].equals(name)) {
        return Optional.of(sides.length < 2 ? "" : value(sides[1]));
      }
    }
    return Optional.empty();
  }

  private static String value(String sent) {
    try {
      return URLDecoder.decode(sent, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return sent;
    }
  }
}
