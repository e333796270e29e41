package dev.steward.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields around a call's messages. */
class GrpcFieldsTest {

  @ParameterizedTest
  @CsvSource({
    "1H, PT1H",
    "2M, PT2M",
    "30S, PT30S",
    "100m, PT0.1S",
    "5u, PT0.000005S",
    "99999999n, PT0.099999999S"
  })
  void a_timeout_is_read(String text, Duration time) {
    assertThat(GrpcTimeout.parse(text)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m", "1", "-1m", "1.5S", "123456789m", "1 m", "1s", "١m"})
  void what_is_no_timeout_is_none(String text) {
    assertThat(GrpcTimeout.parse(text)).isEmpty();
  }

  @Test
  void a_timeout_is_written_as_it_is_read() {
    assertThat(GrpcTimeout.parse(GrpcTimeout.ofMillis(1234))).contains(Duration.ofMillis(1234));
    assertThat(GrpcTimeout.ofMillis(0)).isEqualTo("1m");
    assertThat(GrpcTimeout.parse(GrpcTimeout.ofMillis(Long.MAX_VALUE))).isPresent();
  }

  @Test
  void a_message_is_percent_encoded_and_bounded() {
    assertThat(GrpcMessage.encoded("inputs: 5% of \"ä\"\n"))
        .isEqualTo("inputs: 5%25 of \"%C3%A4\"%0A");
    assertThat(GrpcMessage.encoded("x".repeat(5000))).hasSizeLessThan(820);
  }

  @Test
  void codes_have_the_numbers_of_the_library_and_a_client_s_mistake_is_its_own() {
    for (var code : GrpcCode.values()) {
      assertThat(io.grpc.Status.fromCodeValue(code.number()).getCode()).hasToString(code.name());
      assertThat(GrpcCode.parse(String.valueOf(code.number()))).contains(code);
    }
    assertThat(GrpcCode.parse("17")).isEmpty();
    for (var error : ErrorCode.values()) {
      var isOfClient = error.httpStatus() < 500 && error.httpStatus() != 408;
      if (isOfClient) {
        assertThat(GrpcCode.of(error).httpStatus()).as(error.code()).isLessThan(500);
      }
    }
  }
}
