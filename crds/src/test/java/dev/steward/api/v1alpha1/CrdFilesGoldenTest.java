package dev.steward.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrdFilesGoldenTest {

  private static final Path CHART = Path.of("../helm/steward/files/crds");

  @Test
  void the_charts_definitions_are_those_of_the_types() throws IOException {
    for (var file : CrdGeneration.files().entrySet()) {
      var path = CHART.resolve(file.getKey());
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(CHART);
        Files.writeString(path, file.getValue());
      }
      assertThat(path).as("write it with -Dgolden.update=true").hasContent(file.getValue());
    }
  }

  /** What isn't bounded lets one object fill etcd, and makes the cost of a rule unknowable. */
  @Test
  void every_string_list_and_map_is_bounded_and_described() throws IOException {
    for (var file : CrdGeneration.files().values()) {
      var schema = new YAMLMapper().readTree(file).at("/spec/versions/0/schema/openAPIV3Schema");
      var gaps = new ArrayList<String>();
      collectGaps("", schema, gaps);
      assertThat(gaps).isEmpty();
    }
  }

  private static void collectGaps(String path, JsonNode schema, List<String> gaps) {
    var bounded =
        switch (schema.path("type").asText("any")) {
          case "string" -> schema.has("maxLength") || schema.has("enum") || schema.has("format");
          case "array" -> schema.has("maxItems") && schema.has("x-kubernetes-list-type");
          case "boolean" -> true;
          case "integer" -> schema.has("minimum") && schema.has("format");
          case "object" ->
              schema.has("properties") || schema.has("maxProperties") || path.equals(".metadata");
          default -> schema.has("x-kubernetes-int-or-string") && schema.has("maxLength");
        };
    if (!bounded) {
      gaps.add(path + " has no bound");
    }
    var named = path.startsWith(".spec.") || path.startsWith(".status.");
    if (named && !path.endsWith("[]") && !schema.has("description")) {
      gaps.add(path + " has no description");
    }
    schema
        .path("properties")
        .properties()
        .forEach(p -> collectGaps(path + "." + p.getKey(), p.getValue(), gaps));
    for (var element : List.of("items", "additionalProperties")) {
      if (schema.has(element)) {
        collectGaps(path + "[]", schema.get(element), gaps);
      }
    }
  }
}
