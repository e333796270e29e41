package dev.steward.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/** Request bodies as text. */
final class Bodies {

  private Bodies() {}

  static Outcome<InferRequest> read(String json) {
    return read(json, TensorLimits.DEFAULT);
  }

  static Outcome<InferRequest> read(String json, TensorLimits limits) {
    try {
      return InferRequestBody.read(
          new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
          OptionalLong.empty(),
          limits);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** JSON with values behind it. */
  static Outcome<InferRequest> readBinary(String json, byte[] values) {
    var head = json.getBytes(StandardCharsets.UTF_8);
    return readBinary(concat(head, values), head.length, TensorLimits.DEFAULT);
  }

  /** A body of which so many bytes are said to be JSON. */
  static Outcome<InferRequest> readBinary(byte[] body, long jsonLength, TensorLimits limits) {
    try {
      return InferRequestBody.read(
          new ByteArrayInputStream(body), OptionalLong.of(jsonLength), limits);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] concat(byte[] first, byte[] second) {
    var both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static InferRequest accepted(Outcome<InferRequest> outcome) {
    return switch (outcome) {
      case Outcome.Done<InferRequest>(var request) -> request;
      case Outcome.Refused<InferRequest>(var refusal) ->
          throw new AssertionError(refusal.message());
    };
  }

  static Refusal refused(Outcome<InferRequest> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<InferRequest>) outcome).refusal();
  }

  static InferRequest accepted(String json) {
    return accepted(json, TensorLimits.DEFAULT);
  }

  static InferRequest accepted(String json, TensorLimits limits) {
    var outcome = read(json, limits);
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<InferRequest>) outcome).value();
  }

  static Refusal refused(String json) {
    return refused(json, TensorLimits.DEFAULT);
  }

  static Refusal refused(String json, TensorLimits limits) {
    var outcome = read(json, limits);
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<InferRequest>) outcome).refusal();
  }

  /** A request with one input {@code x}. */
  static String input(String datatype, String shape, String data) {
    return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
        .formatted(datatype, shape, data);
  }
}
