package dev.steward.operator.group;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@link Restarts} as JSON: {@code {"total": 3, "failures": 2, "unplaced": 0, "last": {"kind":
 * "Crashed", "message": "…", "at": "2026-01-01T00:00:00Z"}}}.
 */
public final class RestartsJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private RestartsJson() {}

  /** Writes it, without line breaks. */
  public static String write(Restarts restarts) {
    var root = JsonNodeFactory.instance.objectNode();
    root.put("total", restarts.total());
    root.put("failures", restarts.failures());
    root.put("unplaced", restarts.unplaced());
    restarts
        .last()
        .ifPresent(failure ->
            root.putObject("last")
                .put("kind", failure.kind().name())
                .put("message", failure.message())
                .put("at", failure.at().toString()));
    return root.toString();
  }

  /** Reads it; where somebody wrote something else, the group remembers nothing. */
  static Restarts read(@Nullable String text) {
    if (text == null) {
      return Restarts.NONE;
    }
    try {
      var root = JSON.readTree(text);
      return new Restarts(
          root.path("total").asInt(),
          root.path("failures").asInt(),
          root.path("unplaced").asInt(),
          failure(root.path("last")));
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      return Restarts.NONE;
    }
  }

  private static Optional<Failure> failure(JsonNode last) {
    return last.isObject()
        ? Optional.of(
            new Failure(
                Failure.Kind.valueOf(last.path("kind").asText()),
                last.path("message").asText(),
                Instant.parse(last.path("at").asText())))
        : Optional.empty();
  }
}
