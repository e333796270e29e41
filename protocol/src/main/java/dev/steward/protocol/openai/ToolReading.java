package dev.steward.protocol.openai;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonValue;
import dev.steward.protocol.openai.ToolUse.Will;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}. */
final class ToolReading {

  static final String FIELDS = "tools, tool_choice, parallel_tool_calls";

  private static final int MOST_TOOLS = 128;
  private static final int MAX_NAME = 256;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private final JsonReader json;
  private final Map<String, Tool> tools = new LinkedHashMap<>();
  private String choice = "auto";
  private @Nullable String named;
  private int most = ToolUse.SEVERAL;

  ToolReading(JsonReader json) {
    this.json = json;
  }

  /** Reads the value of a field, if it is one of these; null counts as absent. */
  boolean read(String name) throws IOException {
    boolean given = json.token() != JsonToken.VALUE_NULL;
    switch (name) {
      case "tools" -> {
        if (given) {
          json.array(this::tool);
        }
      }
      case "tool_choice" -> {
        if (given) {
          choice();
        }
      }
      case "parallel_tool_calls" -> most = !given || json.truth() ? ToolUse.SEVERAL : 1;
      default -> {
        return false;
      }
    }
    return true;
  }

  private void tool() throws IOException {
    if (tools.size() == MOST_TOOLS) {
      throw json.refused("more than " + MOST_TOOLS + " tools", "send fewer");
    }
    var read = new ArrayList<Tool>();
    json.object(name -> {
      switch (name) {
        case "type" -> function();
        case "function" -> read.add(new Function().read());
        default -> throw json.unknown("type, function");
      }
    });
    if (read.isEmpty()) {
      throw json.missing("function", "send {\"name\": …, \"parameters\": …}");
    }
    if (tools.put(read.getFirst().name(), read.getFirst()) != null) {
      throw json.refused(
          "there is another one called " + read.getFirst().name(), "send each tool once");
    }
  }

  private void function() throws IOException {
    if (!json.string(MAX_NAME).equals("function")) {
      throw json.refused("found " + json.found(), "use function");
    }
  }

  private String functionName() throws IOException {
    var name = json.string(MAX_NAME);
    if (!NAME.matcher(name).matches()) {
      throw json.refused("found " + json.found(), "use 1 to 64 letters, digits, _ and -");
    }
    return name;
  }

  private void choice() throws IOException {
    if (json.token() == JsonToken.VALUE_STRING) {
      choice = json.string(MAX_NAME);
      switch (choice) {
        case "none", "auto", "required" -> {}
        default ->
            throw json.refused(
                "found " + json.found(),
                "use none, auto, required or {\"type\": \"function\", \"function\": {\"name\": …}}");
      }
      return;
    }
    json.object(name -> {
      switch (name) {
        case "type" -> function();
        case "function" ->
            json.object(inner -> {
              if (!inner.equals("name")) {
                throw json.unknown("name");
              }
              named = functionName();
            });
        default -> throw json.unknown("type, function");
      }
    });
    if (named == null) {
      throw json.missing("function", "send {\"name\": …}");
    }
  }

  /** What was read; the reader stands at the end of the request. */
  ToolUse use() throws IOException {
    if (named != null) {
      var tool = tools.get(named);
      if (tool == null) {
        throw json.missing("tools", "tool_choice names \"" + named + "\": send it among the tools");
      }
      return new ToolUse(List.of(tool), Will.MUST, 1);
    }
    return switch (choice) {
      case "none" -> ToolUse.NONE;
      case "required" -> {
        if (tools.isEmpty()) {
          throw json.missing("tools", "tool_choice requires a call: send at least one tool");
        }
        yield new ToolUse(List.copyOf(tools.values()), Will.MUST, most);
      }
      default -> new ToolUse(List.copyOf(tools.values()), Will.MAY, most);
    };
  }

  /** A function while it is read. */
  private final class Function {
    private @Nullable String name;
    private Optional<String> description = Optional.empty();
    private JsonValue parameters =
        new JsonValue.Members(
            Map.of(
                "type", new JsonValue.Text("object"),
                "additionalProperties", new JsonValue.Truth(false)));

    Tool read() throws IOException {
      json.object(field -> {
        boolean given = json.token() != JsonToken.VALUE_NULL;
        switch (field) {
          case "name" -> name = functionName();
          case "description" ->
              description =
                  given ? Optional.of(json.string(JsonReader.MAX_STRING)) : Optional.empty();
          case "parameters" -> parameters = given ? parameters() : parameters;
          // Strict or not, arguments meet their schema.
          case "strict" -> json.skip();
          default -> throw json.unknown("name, description, parameters, strict");
        }
      });
      if (name == null) {
        throw json.missing("name", "send the function's name");
      }
      return new Tool(name, description, parameters);
    }

    private JsonValue parameters() throws IOException {
      if (json.token() != JsonToken.START_OBJECT) {
        throw json.refused("found " + json.found(), "send a JSON Schema of type object");
      }
      return JsonValue.read(json);
    }
  }
}
