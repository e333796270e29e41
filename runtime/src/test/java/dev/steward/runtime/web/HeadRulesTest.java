package dev.steward.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeadRulesTest {

  private static DefaultHttpRequest request(HttpVersion version, String... headers) {
    var head = new DefaultHttpRequest(version, HttpMethod.POST, "/v2");
    for (int i = 0; i < headers.length; i += 2) {
      head.headers().add(headers[i], headers[i + 1]);
    }
    return head;
  }

  private static Optional<ErrorCode> code(DefaultHttpRequest head) {
    return HeadRules.broken(head).map(Refusal::code);
  }

  @Test
  void ordinary_requests_are_read_on() {
    assertThat(code(request(HttpVersion.HTTP_1_1, "host", "m", "content-length", "3"))).isEmpty();
    assertThat(code(request(HttpVersion.HTTP_1_1, "host", "m", "transfer-encoding", "Chunked")))
        .isEmpty();
    assertThat(code(request(HttpVersion.HTTP_1_0))).isEmpty();
  }

  @Test
  void there_is_one_host() {
    assertThat(code(request(HttpVersion.HTTP_1_1))).contains(ErrorCode.INVALID_REQUEST);
    assertThat(code(request(HttpVersion.HTTP_1_1, "host", "a", "host", "b")))
        .contains(ErrorCode.INVALID_REQUEST);
    assertThat(code(request(HttpVersion.HTTP_1_0, "host", "a", "host", "a")))
        .contains(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void a_body_ends_in_one_way() {
    for (var codings : new String[] {"gzip, chunked", "chunked, chunked", "identity", "xchunked"}) {
      assertThat(code(request(HttpVersion.HTTP_1_1, "host", "m", "transfer-encoding", codings)))
          .as(codings)
          .contains(ErrorCode.INVALID_REQUEST);
    }
    assertThat(
            code(
                request(
                    HttpVersion.HTTP_1_1,
                    "host",
                    "m",
                    "transfer-encoding",
                    "chunked",
                    "content-length",
                    "3")))
        .contains(ErrorCode.INVALID_REQUEST);
    assertThat(code(request(HttpVersion.HTTP_1_0, "transfer-encoding", "chunked")))
        .contains(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void other_versions_are_refused() {
    assertThat(code(request(new HttpVersion("HTTP", 2, 0, true), "host", "m")))
        .contains(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void what_could_not_be_decoded_says_whether_it_was_too_large() {
    var large = request(HttpVersion.HTTP_1_1);
    large.setDecoderResult(DecoderResult.failure(new TooLongHttpHeaderException("x")));
    assertThat(code(large)).contains(ErrorCode.HEADERS_TOO_LARGE);
    var broken = request(HttpVersion.HTTP_1_1);
    broken.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("x")));
    assertThat(code(broken)).contains(ErrorCode.INVALID_REQUEST);
  }
}
