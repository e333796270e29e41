package dev.steward.cli.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The bounds that a schema sets on texts, numbers and sizes. */
final class ScalarRules {

  private ScalarRules() {}

  /** A bound that isn't kept. */
  record Broken(String problem, String remedy) {}

  static Optional<Broken> text(String text, JSONSchemaProps schema) {
    var choices =
        Optional.ofNullable(schema.getEnum()).orElse(List.of()).stream()
            .map(JsonNode::asText)
            .toList();
    if (!choices.isEmpty() && !choices.contains(text)) {
      return Optional.of(
          new Broken(
              Wording.quoted(text) + " isn't one of the choices",
              Spelling.nearest(text, choices)
                  .map(near -> "did you mean " + near + "?")
                  .orElseGet(() -> "use " + String.join(", ", choices))));
    }
    var length = text.codePointCount(0, text.length());
    var tooLong = count(length, schema.getMinLength(), schema.getMaxLength(), "characters");
    if (tooLong.isPresent()) {
      return tooLong;
    }
    var pattern = schema.getPattern();
    return pattern == null || Pattern.compile(pattern).matcher(text).find()
        ? Optional.empty()
        : Optional.of(
            new Broken(
                Wording.quoted(text) + " hasn't the form asked for", "it must match " + pattern));
  }

  static Optional<Broken> number(BigDecimal number, JSONSchemaProps schema) {
    if ("int32".equals(schema.getFormat()) && number.toBigInteger().bitLength() > 31) {
      return Optional.of(
          new Broken(Wording.shown(number) + " doesn't fit 32 bits", "use a smaller number"));
    }
    var least = schema.getMinimum();
    var most = schema.getMaximum();
    var below =
        least != null
            && number.compareTo(exact(least))
                < (Boolean.TRUE.equals(schema.getExclusiveMinimum()) ? 1 : 0);
    var above =
        most != null
            && number.compareTo(exact(most))
                > (Boolean.TRUE.equals(schema.getExclusiveMaximum()) ? -1 : 0);
    if (!below && !above) {
      return Optional.empty();
    }
    return Optional.of(
        new Broken(
            Wording.shown(number) + " is too " + (below ? "small" : "large"),
            "use " + range(shown(least), shown(most))));
  }

  static Optional<Broken> count(
      int count, @Nullable Long least, @Nullable Long most, String counted) {
    if ((least == null || count >= least) && (most == null || count <= most)) {
      return Optional.empty();
    }
    return Optional.of(
        new Broken(
            "has %d %s".formatted(count, counted), "use " + range(shown(least), shown(most))));
  }

  private static String range(Optional<String> least, Optional<String> most) {
    if (least.isPresent() && most.isPresent()) {
      return least.get() + " to " + most.get();
    }
    return least.map(text -> "at least " + text).orElseGet(() -> "at most " + most.orElseThrow());
  }

  private static Optional<String> shown(@Nullable Number bound) {
    return Optional.ofNullable(bound).map(number -> exact(number).toPlainString());
  }

  private static BigDecimal exact(Number bound) {
    var exact = new BigDecimal(bound.toString()).stripTrailingZeros();
    return exact.scale() < 0 ? exact.setScale(0) : exact;
  }
}
