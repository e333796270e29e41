package dev.steward.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.steward.api.v1alpha1.ModelService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesGoldenTest {

  private static final Path EXAMPLES = Path.of("../examples");
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final PlanSettings SETTINGS =
      new PlanSettings("steward", "steward.dev/runtime:golden");
  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .build())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  static Stream<String> examples() throws IOException {
    try (var files = Files.walk(EXAMPLES, 2)) {
      return files
          .map(file -> EXAMPLES.relativize(file).toString())
          .filter(name -> name.endsWith(".yaml"))
          .filter(ExamplesGoldenTest::isService)
          .map(name -> name.substring(0, name.length() - ".yaml".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  /** What a task becomes is in the golden files of tasks. */
  private static boolean isService(String example) {
    try {
      return YAML.readTree(EXAMPLES.resolve(example).toFile())
          .path("kind")
          .asText()
          .equals("ModelService");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void an_example_becomes_the_objects_of_its_golden_files(String example) throws IOException {
    var service = YAML.readValue(EXAMPLES.resolve(example + ".yaml").toFile(), ModelService.class);
    var plan = Planner.plan(service, SETTINGS).orThrow(v -> new IllegalStateException(v.message()));
    compare(plan, GOLDEN.resolve(example.replace("/service", "")));
  }

  /** A model of MiniLM's size, on a node with GPUs of 24 GB. */
  @Test
  void an_example_that_leaves_its_size_open_is_sized_once_its_facts_are_known() throws IOException {
    var file = EXAMPLES.resolve("gpu-sizing/service.yaml").toFile();
    var node =
        new NodeFacts(
            "node1",
            Map.of("nvidia.com/gpu", "8"),
            Map.of("nvidia.com/gpu.product", "NVIDIA-L4", "nvidia.com/gpu.memory", "23034"),
            NodeFacts.Standing.READY);
    var plan =
        Planner.plan(
                YAML.readValue(file, ModelService.class),
                SETTINGS,
                Optional.of(ModelOf.layers(11, 8)),
                Optional.of(List.of(node)))
            .orThrow(v -> new IllegalStateException(v.message()));
    compare(plan, GOLDEN.resolve("gpu-sizing-with-facts"));
  }

  private static void compare(Plan plan, Path folder) throws IOException {
    var files = new TreeMap<String, String>();
    for (var object : plan.objects()) {
      files.put(file(object), YAML.writeValueAsString(object));
    }
    if (Boolean.getBoolean("golden.update")) {
      rewrite(folder, files);
    }
    assertThat(names(folder)).isEqualTo(String.join("\n", files.keySet()));
    for (var file : files.entrySet()) {
      assertThat(folder.resolve(file.getKey()))
          .as("review it, then rewrite it with -Dgolden.update=true")
          .hasContent(file.getValue());
    }
  }

  private static String file(HasMetadata object) {
    return object.getKind().toLowerCase(Locale.ROOT)
        + "-"
        + object.getMetadata().getName()
        + ".yaml";
  }

  private static String names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .sorted()
          .collect(Collectors.joining("\n"));
    }
  }

  private static void rewrite(Path folder, Map<String, String> files) throws IOException {
    Files.createDirectories(folder);
    try (var old = Files.list(folder)) {
      for (var file : old.toList()) {
        Files.delete(file);
      }
    }
    for (var file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }
}
