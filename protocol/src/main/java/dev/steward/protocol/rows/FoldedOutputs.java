package dev.steward.protocol.rows;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.shard.Aggregate;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.RefusedException;
import dev.steward.protocol.oip.Datatype;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The outputs of several answers with all their rows folded to one. */
final class FoldedOutputs {

  private FoldedOutputs() {}

  /** The first answer's body with one row in each output, or which output can't be folded. */
  static Outcome<byte[]> of(List<InferAnswer> answers, Aggregate aggregate) {
    var first = answers.getFirst();
    var splice = new Splice(first.body());
    try {
      for (var i = 0; i < first.outputs().size(); i++) {
        splice.replace(first.firstLength(i), "1");
        splice.replace(first.content(i), folded(answers, i, aggregate));
      }
    } catch (RefusedException e) {
      return Outcome.refused(e.refusal());
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
    return Outcome.done(splice.bytes());
  }

  private static String folded(List<InferAnswer> answers, int output, Aggregate aggregate)
      throws IOException {
    var places = answers.getFirst().outputs().get(output);
    var width = TensorPlaces.width(places.shape().dimensions());
    var fold = fold(places, aggregate, Math.toIntExact(width));
    for (var answer : answers) {
      read(answer, output, fold);
    }
    return fold.row();
  }

  private static ValueFold fold(TensorPlaces output, Aggregate aggregate, int width)
      throws IOException {
    var datatype = Datatype.named(output.datatype());
    return datatype
        .flatMap(known -> ValueFold.of(known, aggregate, width))
        .orElseThrow(() ->
            refused(
                output.name(),
                "%s takes no %s".formatted(aggregate.text(), output.datatype()),
                switch (aggregate) {
                  case SUM, MAX -> "ask for outputs of numbers";
                  case MEAN -> "ask for outputs of FP32 or FP64";
                  case VOTE -> "ask for outputs of whole numbers, booleans or texts";
                  case CONCAT -> "ask for others";
                }));
  }

  private static void read(InferAnswer answer, int output, ValueFold fold) throws IOException {
    var content = answer.content(output);
    var data = new byte[content.to() - content.from() + 2];
    data[0] = '[';
    System.arraycopy(answer.body(), content.from(), data, 1, data.length - 2);
    data[data.length - 1] = ']';
    var name = answer.outputs().get(output).name();
    var _ =
        JsonReader.kept(
            data,
            name,
            JsonReader.MAX_STRING,
            json -> {
              for (var depth = 1; depth > 0; ) {
                var token = json.next();
                if (token == JsonToken.START_ARRAY) {
                  depth++;
                } else if (token == JsonToken.END_ARRAY) {
                  depth--;
                } else {
                  fold.add(json);
                }
              }
              return fold;
            });
    if (!fold.atRowEnd()) {
      throw refused(
          name,
          "the answer to %s has other data than its shape says".formatted(answer.rows()),
          "see the log of its pod");
    }
  }

  static RefusedException refused(String output, String problem, String remedy) {
    return new RefusedException(
        Refusal.of(ErrorCode.CANNOT_AGGREGATE, new Violation(output, problem, remedy)));
  }
}
