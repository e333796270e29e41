package dev.steward.protocol.config;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.core.measure.Bytes;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RepositoryConfig.Control;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A {@link RepositoryConfig} as JSON: {@code {"memory": 536870912, "control": "Nobody"}}. */
final class RepositoryConfigJson {

  private static final String FIELDS = "memory, control";

  private RepositoryConfigJson() {}

  /** Writes it as a field of the object that is open. */
  static void write(JsonGenerator json, RepositoryConfig config) throws IOException {
    json.writeObjectFieldStart("repository");
    json.writeNumberField("memory", config.memory().count());
    json.writeStringField("control", config.control().text());
    json.writeEndObject();
  }

  static RepositoryConfig read(JsonReader json) throws IOException {
    var read = new Fields();
    json.object(name -> {
      switch (name) {
        case "memory" ->
            read.memory =
                new Bytes(
                    json.integer(
                        RepositoryConfig.LEAST_MEMORY.count(),
                        RepositoryConfig.MOST_MEMORY.count()));
        case "control" -> read.control = control(json);
        default -> throw json.unknown(FIELDS);
      }
    });
    if (read.memory == null) {
      throw json.missing("memory", "add it");
    }
    if (read.control == null) {
      throw json.missing("control", "add it");
    }
    return new RepositoryConfig(read.memory, read.control);
  }

  private static Control control(JsonReader json) throws IOException {
    var text = json.string(64);
    var control = Control.parse(text);
    if (control.isEmpty()) {
      throw json.refused("\"" + text + "\" is nobody who could", "use Nobody or Clients");
    }
    return control.get();
  }

  /** What was read so far. */
  private static final class Fields {
    @Nullable Bytes memory;
    @Nullable Control control;
  }
}
