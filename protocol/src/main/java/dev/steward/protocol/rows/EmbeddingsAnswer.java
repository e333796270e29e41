package dev.steward.protocol.rows;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.error.Outcome;
import dev.steward.core.shard.Rows;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.rows.Splice.Piece;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pod answered to some inputs of an {@link EmbeddingsBatch}.
 *
 * @param content between the brackets of {@code data}
 * @param indices where the number {@code index} of each vector stands
 * @param usage the numbers of {@code usage} by name, and where they stand
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, which nobody compares
record EmbeddingsAnswer(
    Rows rows, byte[] body, Span content, List<Span> indices, Map<String, Count> usage) {

  /** A number and its place. */
  record Count(long value, Span at) {}

  static Outcome<EmbeddingsAnswer> read(Batch.Answered answer) {
    try {
      var read = JsonReader.document(answer.body(), json -> new Reading(json, answer).answer());
      return switch (read) {
        case Outcome.Refused<EmbeddingsAnswer>(var refusal) ->
            InferAnswer.unfit(answer.rows(), "data", "there is a fault: " + refusal.message());
        case Outcome.Done<EmbeddingsAnswer>(var fitting)
            when fitting.indices().size() != answer.rows().count() ->
            InferAnswer.unfit(
                answer.rows(),
                "data",
                "there are %d vectors, not %d"
                    .formatted(fitting.indices().size(), answer.rows().count()));
        case Outcome.Done<EmbeddingsAnswer> fitting -> fitting;
      };
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  private static final class Reading {
    private final JsonReader json;
    private final Batch.Answered answer;
    private final List<Span> indices = new ArrayList<>();
    private final Map<String, Count> usage = new LinkedHashMap<>();
    private @Nullable Span content;

    Reading(JsonReader json, Batch.Answered answer) {
      this.json = json;
      this.answer = answer;
    }

    EmbeddingsAnswer answer() throws IOException {
      json.object(name -> {
        switch (name) {
          case "data" -> data();
          case "usage" -> json.object(this::usage);
          default -> json.skip();
        }
      });
      if (content == null) {
        throw json.missing("data", "answer with vectors");
      }
      return new EmbeddingsAnswer(answer.rows(), answer.body(), content, indices, usage);
    }

    private void data() throws IOException {
      var from = json.offset() + 1;
      json.array(() -> {
        var before = indices.size();
        json.object(this::vector);
        if (indices.size() == before) {
          throw json.missing("index", "number the vectors");
        }
      });
      content = new Span(from, json.offset()).trimmed(answer.body());
    }

    private void vector(String name) throws IOException {
      if (name.equals("index")) {
        // In order and without gaps, or the vectors of two inputs would be mixed up.
        var _ = json.integer(indices.size(), indices.size());
        indices.add(number());
      } else {
        json.skip();
      }
    }

    private void usage(String name) throws IOException {
      if (json.token() == JsonToken.VALUE_NUMBER_INT) {
        usage.put(name, new Count(json.integer(0, Long.MAX_VALUE / (1 << 16)), number()));
      } else {
        json.skip();
      }
    }

    private Span number() throws IOException {
      return new Span(json.offset(), json.offset() + json.parser().getTextLength());
    }
  }

  /** All vectors, numbered through; the tokens are added up, all else is the first's. */
  static byte[] concatenated(List<EmbeddingsAnswer> answers) {
    var first = answers.getFirst();
    var splice = new Splice(first.body());
    var pieces = new ArrayList<Piece>();
    for (var answer : answers) {
      if (!pieces.isEmpty()) {
        pieces.add(Piece.of(","));
      }
      answer.addVectors(pieces);
    }
    splice.replace(first.content(), pieces);
    first
        .usage()
        .forEach((name, count) ->
            splice.replace(
                count.at(),
                String.valueOf(
                    answers.stream()
                        .map(answer -> answer.usage().get(name))
                        .mapToLong(other -> other == null ? 0 : other.value())
                        .sum())));
    return splice.bytes();
  }

  private void addVectors(List<Piece> pieces) {
    var at = content.from();
    for (var i = 0; i < indices.size(); i++) {
      pieces.add(new Piece(body, new Span(at, indices.get(i).from())));
      pieces.add(Piece.of(String.valueOf(rows.from() + i)));
      at = indices.get(i).to();
    }
    pieces.add(new Piece(body, new Span(at, content.to())));
  }
}
