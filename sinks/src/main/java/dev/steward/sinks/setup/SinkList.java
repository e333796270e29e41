package dev.steward.sinks.setup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.task.DataPath;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads sinks from JSON: a list of objects with {@code name}, {@code type} ({@code Webhook}, {@code
 * Otlp}, {@code S3}), {@code url} or {@code path}, and {@code secrets}, a folder.
 */
public final class SinkList {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> FIELDS = Set.of("name", "type", "url", "path", "secrets");
  private static final int LONGEST = 2048;

  /** Something is wrong; it never leaves this class. */
  private static final class WrongException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Violation violation;

    WrongException(String field, String problem, String remedy) {
      this.violation = new Violation(field, problem, remedy);
    }

    Violation violation() {
      return violation;
    }
  }

  private SinkList() {}

  /** The sinks of a text that stands in {@code field}. */
  public static Checked<List<SinkSettings>> read(String field, String text) {
    try {
      var tree = JSON.readTree(text);
      if (tree == null || !tree.isArray() || tree.size() > SinkSettings.MOST) {
        throw new WrongException(
            field,
            "it is no list of sinks",
            "write a JSON list of at most %d sinks".formatted(SinkSettings.MOST));
      }
      var sinks = new ArrayList<SinkSettings>();
      var names = new HashSet<String>();
      for (var node : tree) {
        var sink = sink("%s[%d]".formatted(field, sinks.size()), node);
        if (!names.add(sink.name())) {
          throw new WrongException(
              field, "two sinks are called " + sink.name(), "give each a name of its own");
        }
        sinks.add(sink);
      }
      return Checked.valid(List.copyOf(sinks));
    } catch (JsonProcessingException e) {
      return Checked.invalid(field, "it is no JSON", "write a JSON list of sinks");
    } catch (WrongException e) {
      return new Checked.Invalid<>(e.violation());
    }
  }

  private static SinkSettings sink(String field, JsonNode node) {
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!FIELDS.contains(name)) {
            throw new WrongException(
                field + "." + name, "there is no such field", "use " + String.join(", ", FIELDS));
          }
        });
    var name = text(field, node, "name");
    try {
      return new SinkSettings(
          name,
          destination(field, node),
          node.has("secrets")
              ? Optional.of(Path.of(text(field, node, "secrets")))
              : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new WrongException(
          field + ".name", "it is no name", "use 1 to 40 of a-z, 0-9 and hyphens");
    }
  }

  private static SinkSettings.Destination destination(String field, JsonNode node) {
    var type = text(field, node, "type");
    return switch (type) {
      case "Webhook" -> new SinkSettings.Webhook(url(field, node));
      case "Otlp" -> new SinkSettings.Otlp(url(field, node));
      case "S3" -> new SinkSettings.S3(path(field, node));
      default ->
          throw new WrongException(
              field + ".type", type + " is no kind of sink", "use Webhook, Otlp or S3");
    };
  }

  private static URI url(String field, JsonNode node) {
    var text = text(field, node, "url");
    try {
      var url = URI.create(text);
      if (("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getFragment() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new WrongException(
        field + ".url",
        "it is no address that records can be posted to",
        "use https://HOST/PATH, with secrets in files and not here");
  }

  private static DataPath.S3 path(String field, JsonNode node) {
    var at = field + ".path";
    if (DataPath.parse(at, text(field, node, "path"))
        instanceof Checked.Valid<DataPath>(DataPath.S3 path)) {
      return path;
    }
    throw new WrongException(at, "it is no place in an object store", "use s3://BUCKET/PREFIX");
  }

  private static String text(String field, JsonNode node, String name) {
    var value = node.path(name);
    if (!value.isTextual() || value.asText().isEmpty() || value.asText().length() > LONGEST) {
      throw new WrongException(
          field + "." + name, "it must be a text", "give it up to %d letters".formatted(LONGEST));
    }
    return value.asText();
  }
}
