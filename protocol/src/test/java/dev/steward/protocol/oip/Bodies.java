package dev.steward.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Request bodies as text. */
final class Bodies {

  private Bodies() {}

  static Outcome<InferRequest> read(String json) {
    return read(json, TensorLimits.DEFAULT);
  }

  static Outcome<InferRequest> read(String json, TensorLimits limits) {
    try {
      return InferRequestJson.read(
          new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), limits);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
