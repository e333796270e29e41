package dev.steward.runtime.web;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;

/**
 * Which requests aren't read on (RFC 9112): those that aren't any, and those of which somebody else
 * on the way could believe that they end elsewhere or are for another host.
 */
final class HeadRules {

  /** The one that is answered where a head isn't there in time. */
  static final Refusal LATE =
      Refusal.of(ErrorCode.REQUEST_TIMEOUT, "the request wasn't there in time");

  private HeadRules() {}

  /** Why a request is refused by its head alone, after which its connection is closed. */
  static Optional<Refusal> broken(HttpRequest head) {
    if (head.decoderResult().isFailure()) {
      return Optional.of(unread(head.decoderResult().cause()));
    }
    boolean one = head.protocolVersion().equals(HttpVersion.HTTP_1_1);
    if (!one && !head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return refused("version", "this is HTTP/1.1", "use that");
    }
    int hosts = head.headers().getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (one && hosts == 0)) {
      return refused("host", "it is there " + hosts + " times", "send it once");
    }
    var codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (codings.isEmpty()) {
      return Optional.empty();
    }
    if (!one
        || codings.size() > 1
        || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst().strip())) {
      return refused(
          "transfer-encoding",
          "\"" + String.join(", ", codings) + "\" isn't read here",
          "use chunked, once, with HTTP/1.1");
    }
    return head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
        ? refused("content-length", "transfer-encoding is there too", "send one of both")
        : Optional.empty();
  }

  private static Optional<Refusal> refused(String field, String problem, String remedy) {
    return Optional.of(
        Refusal.of(ErrorCode.INVALID_REQUEST, new Violation(field, problem, remedy)));
  }

  private static Refusal unread(Throwable cause) {
    return cause instanceof TooLongFrameException
        ? Refusal.of(ErrorCode.HEADERS_TOO_LARGE, "the headers are too large; send less")
        : Refusal.of(ErrorCode.INVALID_REQUEST, "this isn't a request that can be read");
  }
}
