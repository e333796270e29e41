package dev.steward.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The pages of docs/reference that are made from the schemas. */
class ReferenceDocGoldenTest {

  private static final Path PAGES = Path.of("../docs/reference");

  @Test
  void the_page_of_services_lists_every_field() throws IOException {
    compare(
        "modelservice.md",
        "modelservices",
        """
        # ModelService

        `apiVersion: steward.dev/v1alpha1`, `kind: ModelService`, short name `msvc`. %s

        ```yaml
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: minilm}
        spec:
          model: {uri: "pvc://models/minilm"}
        ```

        The name has at most 54 lower-case letters, digits or `-`, a letter first and no `-` last. `kubectl explain modelservice.spec` prints what follows, too. Examples are in `examples/`.

        ## spec
        %s
        ## status
        %s
        The reasons of the conditions are in [conditions.md](conditions.md).
        """);
  }

  @Test
  void the_page_of_tasks_lists_every_field() throws IOException {
    compare(
        "inferencetask.md",
        "inferencetasks",
        """
        # InferenceTask

        `apiVersion: steward.dev/v1alpha1`, `kind: InferenceTask`, short name `itask`. %s

        ```yaml
        apiVersion: steward.dev/v1alpha1
        kind: InferenceTask
        metadata: {name: scans}
        spec:
          service: ocr
          inputs: {paths: ["pvc://scans/**/*.png"]}
          output: {path: pvc://scans/text}
        ```

        The name has at most 54 lower-case letters, digits or `-`, a letter first and no `-` last. A spec can't be changed: make another task. [The guide](../guides/tasks.md) shows how it goes.

        ## spec
        %s
        ## status
        %s
        """);
  }

  /** The fields of a kind's spec as a table. */
  static String specTable(String plural) throws IOException {
    return table(
        new YAMLMapper()
            .readTree(CrdGeneration.files().get(plural + ".steward.dev-v1alpha1.yaml"))
            .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"),
        "spec");
  }

  private static void compare(String file, String plural, String frame) throws IOException {
    var definition =
        new YAMLMapper().readTree(CrdGeneration.files().get(plural + ".steward.dev-v1alpha1.yaml"));
    var schema = definition.at("/spec/versions/0/schema/openAPIV3Schema");
    var text =
        "<!-- Generated from the types in crds/src/main/java by: ./dev/mvn test -pl crds -am -Dgolden.update=true -->\n"
            + frame.formatted(
                schema.get("description").asText(),
                table(schema.at("/properties/spec"), "spec"),
                table(schema.at("/properties/status"), "status"));
    var page = PAGES.resolve(file);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(PAGES);
      Files.writeString(page, text);
    }
    assertThat(page).as("write it with -Dgolden.update=true").hasContent(text);
  }

  private static String table(JsonNode schema, String path) {
    var rows = new ArrayList<String>();
    collect(schema, path, rows);
    return "\n| field | type | bounds | what it is |\n|---|---|---|---|\n"
        + String.join("\n", rows)
        + "\n";
  }

  private static void collect(JsonNode schema, String path, List<String> rows) {
    schema
        .path("properties")
        .properties()
        .forEach(property -> {
          var field = property.getValue();
          var name = path + "." + property.getKey();
          rows.add(
              "| `%s` | %s | %s | %s |"
                  .formatted(
                      name,
                      type(field),
                      bounds(field, isRequired(schema, property.getKey())),
                      text(field)));
          collect(field, name, rows);
          collect(field.path("items"), name + "[]", rows);
        });
  }

  private static Presence isRequired(JsonNode schema, String property) {
    return StreamSupport.stream(schema.path("required").spliterator(), false)
            .anyMatch(name -> name.asText().equals(property))
        ? Presence.REQUIRED
        : Presence.OPTIONAL;
  }

  private enum Presence {
    REQUIRED,
    OPTIONAL
  }

  private static String type(JsonNode field) {
    if (field.has("x-kubernetes-int-or-string")) {
      return "number or text";
    }
    return switch (field.path("type").asText()) {
      case "array" -> "list of " + type(field.get("items"));
      case "object" -> field.has("additionalProperties") ? "map" : "object";
      default -> field.path("type").asText();
    };
  }

  private static String bounds(JsonNode field, Presence presence) {
    var bounds = new ArrayList<String>();
    if (presence == Presence.REQUIRED) {
      bounds.add("required");
    }
    if (field.has("enum")) {
      bounds.add(
          StreamSupport.stream(field.get("enum").spliterator(), false)
              .map(value -> "`" + value.asText() + "`")
              .collect(Collectors.joining(", ")));
    }
    if (field.has("minimum") && field.has("maximum")) {
      bounds.add(field.get("minimum") + " to " + field.get("maximum"));
    }
    if (field.has("maxLength")) {
      bounds.add("at most " + field.get("maxLength") + " characters");
    }
    if (field.has("maxItems")) {
      bounds.add("at most " + field.get("maxItems"));
    }
    if (field.has("maxProperties")) {
      bounds.add("at most " + field.get("maxProperties"));
    }
    if (field.has("default") && field.get("default").isValueNode()) {
      bounds.add("default `" + field.get("default").asText() + "`");
    }
    return String.join("; ", bounds);
  }

  private static String text(JsonNode field) {
    return field.path("description").asText().replace("|", "\\|");
  }
}
