package dev.steward.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Golden files of Kubernetes objects. */
public final class YamlFiles {

  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .build())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private YamlFiles() {}

  /** Compares {@code objects}, by the names of their files, with all files of {@code folder}. */
  public static void compare(Path folder, Map<String, ?> objects) throws IOException {
    Files.createDirectories(folder);
    if (Boolean.getBoolean("golden.update")) {
      for (var object : objects.entrySet()) {
        Files.writeString(
            folder.resolve(object.getKey()), YAML.writeValueAsString(object.getValue()));
      }
    }
    assertThat(names(folder)).containsExactlyElementsOf(objects.keySet());
    for (var object : objects.entrySet()) {
      assertThat(folder.resolve(object.getKey()))
          .as("review it, then rewrite it with -Dgolden.update=true")
          .hasContent(YAML.writeValueAsString(object.getValue()));
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
