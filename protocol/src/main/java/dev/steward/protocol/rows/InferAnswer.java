package dev.steward.protocol.rows;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.shard.Rows;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.rows.Splice.Piece;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a pod answered to some rows of an {@link InferBatch}: each output has a row for each. */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, which nobody compares
record InferAnswer(Rows rows, byte[] body, List<TensorPlaces> outputs) {

  private static final String REMEDY =
      "ask for outputs that have a row for each row, or ask a service without spec.sharding";

  /**
   * Reads an answer.
   *
   * @param before the answers to the rows before, which it must be like
   */
  static Outcome<InferAnswer> read(Batch.Answered answer, List<InferAnswer> before) {
    try {
      var outputs = JsonReader.document(answer.body(), json -> outputs(json, answer.body()));
      return switch (outputs) {
        case Outcome.Refused<List<TensorPlaces>>(var refusal) ->
            unfit(answer.rows(), "outputs", "they can't be read: " + refusal.message());
        case Outcome.Done<List<TensorPlaces>>(var read) ->
            new InferAnswer(answer.rows(), answer.body(), read).checked(before);
      };
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  private static List<TensorPlaces> outputs(JsonReader json, byte[] body) throws IOException {
    var outputs = new ArrayList<TensorPlaces>();
    json.object(name -> {
      switch (name) {
        case "outputs" -> outputs.addAll(TensorPlaces.readAll(json, body));
        default -> json.skip();
      }
    });
    return outputs;
  }

  private Outcome<InferAnswer> checked(List<InferAnswer> before) {
    for (var output : outputs) {
      if (!output.rows().equals(Optional.of(rows.count()))) {
        return unfit(
            rows,
            output.name(),
            "its shape is %s, not one with %d rows".formatted(output.shape(), rows.count()));
      }
    }
    if (before.isEmpty()) {
      return Outcome.done(this);
    }
    var first = before.getFirst().outputs();
    if (outputs.size() != first.size()) {
      return unfit(
          rows,
          "outputs",
          "there are %d, other rows had %d".formatted(outputs.size(), first.size()));
    }
    return IntStream.range(0, outputs.size())
        .filter(i -> !likeness(outputs.get(i)).equals(likeness(first.get(i))))
        .mapToObj(i -> this.<InferAnswer>unlike(likeness(outputs.get(i)), likeness(first.get(i))))
        .findFirst()
        .orElseGet(() -> Outcome.done(this));
  }

  private static String likeness(TensorPlaces output) {
    var lengths = output.shape().dimensions();
    return "\"%s\" of %s with rows of %s"
        .formatted(output.name(), output.datatype(), new Shape(lengths.subList(1, lengths.size())));
  }

  private <T> Outcome<T> unlike(String here, String before) {
    return unfit(rows, "outputs", "it is %s, for other rows it was %s".formatted(here, before));
  }

  static <T> Outcome<T> unfit(Rows rows, String output, String problem) {
    return Outcome.refused(
        Refusal.of(
            ErrorCode.CANNOT_AGGREGATE,
            new Violation(output, "in the answer to %s %s".formatted(rows, problem), REMEDY)));
  }

  /** All rows, in the order of the answers; what stands besides the outputs is the first's. */
  static byte[] concatenated(List<InferAnswer> answers) {
    var first = answers.getFirst();
    var total = answers.stream().mapToInt(answer -> answer.rows().count()).sum();
    var splice = new Splice(first.body());
    for (var i = 0; i < first.outputs().size(); i++) {
      var pieces = new ArrayList<Piece>();
      for (var answer : answers) {
        var content = answer.content(i);
        if (!pieces.isEmpty()) {
          pieces.add(Piece.of(","));
        }
        pieces.add(new Piece(answer.body(), content));
      }
      splice.replace(first.firstLength(i), String.valueOf(total));
      splice.replace(first.content(i), pieces);
    }
    return splice.bytes();
  }

  /** Between the brackets of an output's data. */
  Span content(int output) {
    return outputs.get(output).data().orElseThrow().content();
  }

  Span firstLength(int output) {
    return outputs.get(output).firstLength().orElseThrow();
  }
}
