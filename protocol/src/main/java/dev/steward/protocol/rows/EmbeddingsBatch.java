package dev.steward.protocol.rows;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.error.Outcome;
import dev.steward.core.shard.Rows;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for OpenAI's embeddings with several inputs: each text, or each array of tokens, is a
 * row. There is a vector for each input, whatever becomes of rows elsewhere: the protocol promises
 * it.
 */
public final class EmbeddingsBatch implements Batch {

  private final byte[] body;
  private final RowPlaces inputs;

  private EmbeddingsBatch(byte[] body, RowPlaces inputs) {
    this.body = body;
    this.inputs = inputs;
  }

  /** Looks for the inputs of a body, which nobody may change any more. */
  public static Scanned scan(byte[] body) {
    try {
      return switch (JsonReader.document(body, json -> new Reading(json, body).inputs())) {
        case Outcome.Refused<Optional<RowPlaces>>(var refusal) -> new Scanned.Opaque(refusal);
        case Outcome.Done<Optional<RowPlaces>>(var inputs) ->
            inputs
                .filter(places -> places.count() > 1)
                .<Scanned>map(places -> new Scanned.Cuttable(new EmbeddingsBatch(body, places)))
                .orElseGet(Scanned.Single::new);
      };
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  private static final class Reading {
    private final JsonReader json;
    private final byte[] body;
    private @Nullable RowPlaces inputs;

    Reading(JsonReader json, byte[] body) {
      this.json = json;
      this.body = body;
    }

    Optional<RowPlaces> inputs() throws IOException {
      json.object(name -> {
        if (name.equals("input") && json.token() == JsonToken.START_ARRAY) {
          inputs = RowPlaces.scan(json, body, 1);
        } else {
          json.skip();
        }
      });
      return Optional.ofNullable(inputs).filter(places -> !isOneOfTokens(places));
    }

    /** Numbers that stand flat are the tokens of a single input. */
    private boolean isOneOfTokens(RowPlaces places) {
      var first = places.count() == 0 ? ' ' : (char) body[places.starts()[0]];
      return first != '"' && first != '[';
    }
  }

  @Override
  public int rows() {
    return inputs.count();
  }

  @Override
  public byte[] part(Rows part) {
    var splice = new Splice(body);
    splice.replace(
        inputs.content(), List.of(new Splice.Piece(body, inputs.of(part.from(), part.to(), body))));
    return splice.bytes();
  }

  @Override
  public Outcome<byte[]> join(List<Answered> answers) {
    var read = new ArrayList<EmbeddingsAnswer>();
    for (var answer : answers) {
      switch (EmbeddingsAnswer.read(answer)) {
        case Outcome.Refused<EmbeddingsAnswer>(var refusal) -> {
          return Outcome.refused(refusal);
        }
        case Outcome.Done<EmbeddingsAnswer>(var fitting) -> read.add(fitting);
      }
    }
    return Outcome.done(EmbeddingsAnswer.concatenated(read));
  }
}
