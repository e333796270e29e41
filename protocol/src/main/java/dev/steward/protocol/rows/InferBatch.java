package dev.steward.protocol.rows;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.shard.Aggregate;
import dev.steward.core.shard.Rows;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A request of the Open Inference Protocol with several rows: each input that has an axis has a row
 * of its own for each row of the batch; one that has none is the same for all and goes with each
 * part.
 */
public final class InferBatch implements Batch {

  private final byte[] body;
  private final Aggregate aggregate;
  private final List<TensorPlaces> inputs;
  private final int rows;

  private InferBatch(byte[] body, Aggregate aggregate, List<TensorPlaces> inputs, int rows) {
    this.body = body;
    this.aggregate = aggregate;
    this.inputs = inputs;
    this.rows = rows;
  }

  /**
   * Looks for the rows of a body, which nobody may change any more.
   *
   * @param aggregate what becomes of the answered rows
   */
  public static Scanned scan(byte[] body, Aggregate aggregate) {
    try {
      return switch (JsonReader.document(body, json -> inputs(json, body))) {
        case Outcome.Refused<List<TensorPlaces>>(var refusal) -> new Scanned.Opaque(refusal);
        case Outcome.Done<List<TensorPlaces>>(var inputs) -> batch(body, aggregate, inputs);
      };
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  private static List<TensorPlaces> inputs(JsonReader json, byte[] body) throws IOException {
    var inputs = new ArrayList<TensorPlaces>();
    json.object(name -> {
      switch (name) {
        case "inputs" -> inputs.addAll(TensorPlaces.readAll(json, body));
        case "parameters" -> asJson(json, "binary_data_output");
        case "outputs" -> json.array(() -> output(json));
        default -> json.skip();
      }
    });
    return inputs;
  }

  private static void output(JsonReader json) throws IOException {
    json.object(field -> {
      switch (field) {
        case "parameters" -> asJson(json, "binary_data");
        default -> json.skip();
      }
    });
  }

  /** Answers are put together as JSON; {@code binary} would ask for others. */
  private static void asJson(JsonReader json, String binary) throws IOException {
    json.object(name -> {
      if (name.equals(binary) && json.token() == JsonToken.VALUE_TRUE) {
        throw json.refused(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            "the rows of binary outputs can't be put together",
            "ask for JSON");
      }
      json.skip();
    });
  }

  private static Scanned batch(byte[] body, Aggregate aggregate, List<TensorPlaces> inputs) {
    var first = -1;
    for (var i = 0; i < inputs.size(); i++) {
      var rows = inputs.get(i).rows();
      if (rows.isEmpty()) {
        continue;
      }
      if (first < 0) {
        first = i;
      } else if (!rows.equals(inputs.get(first).rows())) {
        return new Scanned.Refused(unequal(inputs, first, i));
      }
    }
    var rows = first < 0 ? 1 : inputs.get(first).rows().orElse(1);
    return rows < 2
        ? new Scanned.Single()
        : new Scanned.Cuttable(new InferBatch(body, aggregate, inputs, rows));
  }

  private static Refusal unequal(List<TensorPlaces> inputs, int first, int other) {
    var one = inputs.get(first);
    var two = inputs.get(other);
    return Refusal.of(
        ErrorCode.INVALID_TENSOR,
        new Violation(
            "inputs[%d].shape".formatted(other),
            "\"%s\" has %s, inputs[%d] \"%s\" has %d, and this service cuts batches along the first axis"
                .formatted(
                    two.name(),
                    two.rows().orElse(0) == 1 ? "1 row" : two.rows().orElse(0) + " rows",
                    first,
                    one.name(),
                    one.rows().orElse(0)),
            "send as many rows of each, or ask a service without spec.sharding"));
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public byte[] part(Rows part) {
    var splice = new Splice(body);
    for (var input : inputs) {
      input.firstLength().ifPresent(length -> splice.replace(length, String.valueOf(part.count())));
      input
          .data()
          .ifPresent(data ->
              splice.replace(
                  data.content(),
                  List.of(new Splice.Piece(body, data.of(part.from(), part.to(), body)))));
    }
    return splice.bytes();
  }

  @Override
  public Outcome<byte[]> join(List<Answered> answers) {
    var read = new ArrayList<InferAnswer>();
    for (var answer : answers) {
      switch (InferAnswer.read(answer, read)) {
        case Outcome.Refused<InferAnswer>(var refusal) -> {
          return Outcome.refused(refusal);
        }
        case Outcome.Done<InferAnswer>(var fitting) -> read.add(fitting);
      }
    }
    return switch (aggregate) {
      case CONCAT -> Outcome.done(InferAnswer.concatenated(read));
      case SUM, MEAN, MAX, VOTE -> FoldedOutputs.of(read, aggregate);
    };
  }
}
