package dev.steward.protocol.oip;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes an {@link InferResponse}: JSON, and after it the values of the outputs that were asked for
 * as binary, in the outputs' order. {@link InferRequestBody} says where the format is from.
 */
public final class InferResponseBody {

  private final InferResponse response;
  private final Map<String, BinaryOutput> binary = new LinkedHashMap<>();

  /** The body of an answer whose outputs are written so. */
  public InferResponseBody(InferResponse response, OutputForms forms) {
    this.response = response;
    for (var output : response.outputs()) {
      switch (forms.of(output.name())) {
        case JSON -> {}
        case BINARY -> binary.put(output.name(), BinaryOutput.of(output));
      }
    }
  }

  /**
   * What an answer's headers say of its body.
   *
   * @param json bytes of JSON
   * @param whole bytes of all
   */
  public record Lengths(long json, long whole) {}

  /** The lengths of a body that has binary values; empty: all of it is JSON. */
  public Optional<Lengths> lengths() {
    if (binary.isEmpty()) {
      return Optional.empty();
    }
    // JSON with many numbers may be large: it is counted, not kept.
    var json = new Counting();
    try {
      InferResponseJson.write(json, response, binary);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long values = binary.values().stream().mapToLong(BinaryOutput::size).sum();
    return Optional.of(new Lengths(json.count, json.count + values));
  }

  /** Writes the body to {@code out}, which stays open. */
  public void write(OutputStream out) throws IOException {
    InferResponseJson.write(out, response, binary);
    for (var values : binary.values()) {
      values.write(out);
    }
  }

  /** Drops what is written and counts it. */
  private static final class Counting extends OutputStream {
    private long count;

    @Override
    public void write(int one) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }
}
