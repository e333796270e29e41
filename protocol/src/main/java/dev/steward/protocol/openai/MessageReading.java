package dev.steward.protocol.openai;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonValue;
import dev.steward.protocol.openai.ChatRequest.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one of a conversation's messages. */
final class MessageReading {

  private static final int MAX_NAME = 256;
  private static final int MOST_CALLS = 128;
  private static final List<String> ROLES = List.of("system", "user", "assistant", "tool");

  private final JsonReader json;
  private @Nullable String role;
  private @Nullable String content;
  private final List<ToolCall> calls = new ArrayList<>();
  private Optional<String> callId = Optional.empty();

  MessageReading(JsonReader json) {
    this.json = json;
  }

  Message read() throws IOException {
    json.object(name -> {
      switch (name) {
        case "role" -> role = role();
        case "content" -> content = given() ? content() : null;
        case "tool_calls" -> {
          if (given()) {
            json.array(this::call);
          }
        }
        case "tool_call_id" -> callId = Optional.of(json.string(MAX_NAME));
        // What others have said of a turn, and nothing that the model reads.
        case "refusal", "annotations", "audio", "function_call" -> absent();
        default -> throw json.unknown("role, content, tool_calls, tool_call_id");
      }
    });
    if (role == null) {
      throw json.missing("role", "use " + String.join(", ", ROLES));
    }
    if (!calls.isEmpty() && !role.equals("assistant")) {
      throw json.missing("role", "tool_calls are the assistant's");
    }
    if (role.equals("tool") && callId.isEmpty()) {
      throw json.missing("tool_call_id", "say which call this is the result of");
    }
    if (content == null && calls.isEmpty()) {
      throw json.missing("content", "send a text");
    }
    return new Message(role, content == null ? "" : content, calls);
  }

  private boolean given() {
    return json.token() != JsonToken.VALUE_NULL;
  }

  private void absent() throws IOException {
    if (json.token() == JsonToken.START_ARRAY && json.next() == JsonToken.END_ARRAY) {
      return;
    }
    if (given()) {
      throw json.refused("nothing of this kind is read here", "leave it out");
    }
  }

  private String role() throws IOException {
    var found = json.string(MAX_NAME);
    if (found.equals("developer")) {
      return "system";
    }
    if (!ROLES.contains(found)) {
      throw json.refused("\"" + found + "\" takes no part here", "use " + String.join(", ", ROLES));
    }
    return found;
  }

  /** A text, or parts that are texts. */
  private String content() throws IOException {
    if (json.token() == JsonToken.VALUE_STRING) {
      return json.string(JsonReader.MAX_STRING);
    }
    var all = new StringBuilder();
    json.array(() ->
        json.object(name -> {
          switch (name) {
            case "type" -> textOnly();
            case "text" -> all.append(json.string(JsonReader.MAX_STRING));
            default -> throw json.unknown("type, text");
          }
        }));
    return all.toString();
  }

  private void textOnly() throws IOException {
    if (!json.string(MAX_NAME).equals("text")) {
      throw json.refused("the model reads text alone", "use type text");
    }
  }

  private void call() throws IOException {
    if (calls.size() == MOST_CALLS) {
      throw json.refused("more than " + MOST_CALLS + " calls", "send fewer");
    }
    var call = new Call();
    json.object(name -> {
      switch (name) {
        case "id" -> call.id = json.string(MAX_NAME);
        // Those of a stream have their place among the others.
        case "index" -> json.integer(0, MOST_CALLS);
        case "type" -> json.string(MAX_NAME);
        case "function" -> function(call);
        default -> throw json.unknown("id, type, function");
      }
    });
    if (call.name == null) {
      throw json.missing("function", "send {\"name\": …, \"arguments\": …}");
    }
    calls.add(new ToolCall(call.id, call.name, call.arguments));
  }

  private void function(Call call) throws IOException {
    json.object(name -> {
      switch (name) {
        case "name" -> call.name = json.string(MAX_NAME);
        case "arguments" -> call.arguments = arguments();
        default -> throw json.unknown("name, arguments");
      }
    });
  }

  private String arguments() throws IOException {
    var text = json.string(JsonReader.MAX_STRING);
    var read = JsonReader.document(text.getBytes(StandardCharsets.UTF_8), JsonValue::read);
    if (read instanceof Outcome.Done<JsonValue>(var value) && value instanceof JsonValue.Members) {
      return value.json();
    }
    throw json.refused(
        "the string is no JSON object", "send the arguments as the model wrote them");
  }

  /** A call while it is read. */
  private static final class Call {
    private String id = "";
    private @Nullable String name;
    private String arguments = "{}";
  }
}
