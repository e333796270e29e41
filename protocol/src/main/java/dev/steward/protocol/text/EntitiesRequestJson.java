package dev.steward.protocol.text;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.openai.EmbeddingsLimits;
import dev.steward.protocol.text.EntitiesRequest.Aggregation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link EntitiesRequest}. {@code model}, {@code input} and {@code user} are those of the
 * other requests with texts; {@code aggregation_strategy} is called as in Hugging Face's pipeline
 * for token classification.
 */
public final class EntitiesRequestJson {

  private static final int MAX_NAME = 256;

  private EntitiesRequestJson() {}

  /**
   * Reads a request's body.
   *
   * @param limits of texts
   * @throws IOException when the body itself can't be read
   */
  public static Outcome<EntitiesRequest> read(InputStream body, EmbeddingsLimits limits)
      throws IOException {
    return JsonReader.document(body, json -> new Reading(json, limits).request());
  }

  /** One request while it is read. */
  private static final class Reading {
    private final JsonReader json;
    private final EmbeddingsLimits limits;
    private @Nullable String model;
    private List<String> texts = List.of();
    private Aggregation aggregation = Aggregation.SIMPLE;

    Reading(JsonReader json, EmbeddingsLimits limits) {
      this.json = json;
      this.limits = limits;
    }

    EntitiesRequest request() throws IOException {
      json.object(name -> {
        switch (name) {
          case "model" -> model = json.string(MAX_NAME);
          case "input" -> texts = SentTexts.read(json, limits);
          case "aggregation_strategy" -> aggregation = aggregation();
          case "user" -> json.string(JsonReader.MAX_STRING);
          default -> throw json.unknown("model, input, aggregation_strategy, user");
        }
      });
      if (model == null) {
        throw json.missing("model", "name the model, as GET /v1/models lists it");
      }
      if (texts.isEmpty()) {
        throw json.missing("input", "send a text, or an array of texts");
      }
      return new EntitiesRequest(model, texts, aggregation);
    }

    private Aggregation aggregation() throws IOException {
      var text = json.string(MAX_NAME);
      return Arrays.stream(Aggregation.values())
          .filter(each -> each.text().equals(text))
          .findFirst()
          .orElseThrow(
              () -> json.refused("\"" + text + "\" isn't done here", "use simple or none"));
    }
  }
}
