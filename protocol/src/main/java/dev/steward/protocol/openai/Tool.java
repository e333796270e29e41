package dev.steward.protocol.openai;

import static java.util.Objects.requireNonNull;

import dev.steward.protocol.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * A function that the model may call.
 *
 * @param name of 1 to 64 letters, digits, {@code _} and {@code -}
 * @param description when and for what it is called
 * @param parameters the schema of its arguments
 */
public record Tool(String name, Optional<String> description, JsonValue parameters) {

  public Tool {
    requireNonNull(name, "name");
    requireNonNull(description, "description");
    requireNonNull(parameters, "parameters");
  }

  /** As clients send it, which is how models know tools. */
  public JsonValue json() {
    var function = new LinkedHashMap<String, JsonValue>();
    function.put("name", new JsonValue.Text(name));
    description.ifPresent(text -> function.put("description", new JsonValue.Text(text)));
    function.put("parameters", parameters);
    var tool = new LinkedHashMap<String, JsonValue>();
    tool.put("type", new JsonValue.Text("function"));
    tool.put("function", new JsonValue.Members(function));
    return new JsonValue.Members(tool);
  }
}
