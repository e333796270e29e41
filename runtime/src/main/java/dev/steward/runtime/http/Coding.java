package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** How a body is compressed (RFC 9110, section 8.4.1). */
enum Coding {
  IDENTITY {
    @Override
    InputStream decoded(InputStream bytes) {
      return bytes;
    }
  },

  GZIP {
    @Override
    InputStream decoded(InputStream bytes) throws IOException {
      return new GZIPInputStream(bytes);
    }
  },

  /** In the format of zlib. */
  DEFLATE {
    @Override
    InputStream decoded(InputStream bytes) {
      return new InflaterInputStream(bytes);
    }
  };

  /**
   * What the headers {@code content-encoding} say; none: the body isn't compressed.
   *
   * @return a refusal where it is compressed otherwise, or several times
   */
  static Outcome<Coding> of(List<String> headers) {
    var named = String.join(",", headers).strip();
    return switch (named.toLowerCase(Locale.ROOT)) {
      case "", "identity" -> Outcome.done(IDENTITY);
      case "gzip", "x-gzip" -> Outcome.done(GZIP);
      case "deflate" -> Outcome.done(DEFLATE);
      default ->
          Outcome.refused(
              Refusal.of(
                  ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                  new Violation(
                      "content-encoding",
                      "\"" + named + "\" isn't understood here",
                      "use gzip or deflate, or send the body as it is")));
    };
  }

  /** The bytes that were compressed; may read some of {@code bytes} at once. */
  abstract InputStream decoded(InputStream bytes) throws IOException;
}
