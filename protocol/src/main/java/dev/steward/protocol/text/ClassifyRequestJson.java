package dev.steward.protocol.text;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.openai.EmbeddingsLimits;
import dev.steward.protocol.text.Candidates.Choice;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link ClassifyRequest}. The fields {@code model}, {@code input} and {@code user} are
 * those of vLLM's {@code /classify}; {@code text_pair}, {@code top_k}, {@code candidate_labels},
 * {@code hypothesis_template} and {@code multi_label} are called as in Hugging Face's pipelines.
 */
public final class ClassifyRequestJson {

  private static final int MAX_NAME = 256;
  private static final String FIELDS =
      "model, input, text_pair, top_k, candidate_labels, hypothesis_template, multi_label, user";

  private ClassifyRequestJson() {}

  /**
   * Reads a request's body.
   *
   * @param limits of texts
   * @throws IOException when the body itself can't be read
   */
  public static Outcome<ClassifyRequest> read(InputStream body, EmbeddingsLimits limits)
      throws IOException {
    return JsonReader.document(body, json -> new Reading(json, limits).request());
  }

  /** One request while it is read. */
  private static final class Reading {
    private final JsonReader json;
    private final EmbeddingsLimits limits;
    private @Nullable String model;
    private List<String> texts = List.of();
    private List<String> pairs = List.of();
    private OptionalInt top = OptionalInt.empty();
    private List<String> labels = List.of();
    private Optional<String> template = Optional.empty();
    private Optional<Choice> choice = Optional.empty();

    Reading(JsonReader json, EmbeddingsLimits limits) {
      this.json = json;
      this.limits = limits;
    }

    ClassifyRequest request() throws IOException {
      json.object(name -> {
        switch (name) {
          case "model" -> model = json.string(MAX_NAME);
          case "input" -> texts = SentTexts.read(json, limits);
          case "text_pair" -> pairs = SentTexts.read(json, limits);
          case "top_k" -> top = OptionalInt.of((int) json.integer(1, Integer.MAX_VALUE));
          case "candidate_labels" -> labels = SentTexts.read(json, limits);
          case "hypothesis_template" -> template = Optional.of(template());
          case "multi_label" -> choice = Optional.of(json.truth() ? Choice.ANY : Choice.ONE);
          case "user" -> json.string(JsonReader.MAX_STRING);
          default -> throw json.unknown(FIELDS);
        }
      });
      if (model == null) {
        throw json.missing("model", "name the model, as GET /v1/models lists it");
      }
      if (texts.isEmpty()) {
        throw json.missing("input", "send a text, or an array of texts");
      }
      if (!pairs.isEmpty() && pairs.size() != texts.size()) {
        throw json.wrong(
            ErrorCode.INVALID_REQUEST,
            "text_pair",
            "it has %d texts, input has %d".formatted(pairs.size(), texts.size()),
            "send one for each text of input");
      }
      return new ClassifyRequest(model, texts, pairs, candidates(), top);
    }

    private String template() throws IOException {
      var text = json.string(JsonReader.MAX_NAME);
      if (!text.contains(Candidates.PLACE)) {
        throw json.refused(
            "it has no " + Candidates.PLACE,
            "write one where a label is put, like \"" + Candidates.TEMPLATE + "\"");
      }
      return text;
    }

    private Optional<Candidates> candidates() throws IOException {
      if (labels.isEmpty()) {
        if (template.isPresent() || choice.isPresent()) {
          throw json.missing(
              "candidate_labels",
              "send labels, or leave out hypothesis_template and multi_label, which are for them");
        }
        return Optional.empty();
      }
      if (!pairs.isEmpty()) {
        throw json.wrong(
            ErrorCode.INVALID_REQUEST,
            "candidate_labels",
            "they are for texts, and with text_pair these are pairs",
            "leave out one of the two");
      }
      if ((long) texts.size() * labels.size() > limits.inputs()) {
        throw json.wrong(
            ErrorCode.REQUEST_TOO_LARGE,
            "candidate_labels",
            "%d of them with %d texts are %d pairs"
                .formatted(labels.size(), texts.size(), (long) texts.size() * labels.size()),
            "send at most " + limits.inputs() + " pairs at a time");
      }
      return Optional.of(
          new Candidates(labels, template.orElse(Candidates.TEMPLATE), choice.orElse(Choice.ONE)));
    }
  }
}
