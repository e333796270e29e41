package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.steward.core.policy.rule.PeriodCel;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The CustomResourceDefinitions: what fabric8's generator makes of the API types, put in order, and
 * the overlay of what annotations can't say merged in.
 */
final class CrdGeneration {

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .build());
  private static final String HEADER =
      "# Generated from the types in crds/src/main/java by: ./dev/mvn test -pl crds -am"
          + " -Dgolden.update=true\n";

  private CrdGeneration() {}

  /** Each definition's YAML by the name of its file. */
  static SequencedMap<String, String> files() {
    var files = new TreeMap<String, String>();
    for (var type :
        List.of(
            ClusterCompliancePolicy.class,
            CompliancePolicy.class,
            InferenceTask.class,
            ModelService.class,
            ServingConfigResource.class,
            TaskFile.class)) {
      var name = HasMetadata.getFullResourceName(type);
      files.put(name + "-" + ApiGroup.VERSION + ".yaml", HEADER + print(definition(type, name)));
    }
    return files;
  }

  private static ObjectNode definition(Class<? extends HasMetadata> type, String name) {
    var definition = (ObjectNode) ordered(generated(type));
    var version = (ObjectNode) definition.at("/spec/versions/0");
    orderColumns(version, type);
    for (var overlay : overlays(name)) {
      var ofVersion = ((ObjectNode) overlay.get("spec")).remove("versions");
      merge(version, (ObjectNode) ofVersion);
      merge(definition, overlay);
    }
    return definition;
  }

  private static JsonNode generated(Class<? extends HasMetadata> type) {
    var bytes = new ByteArrayOutputStream();
    new CRDGenerator()
        .customResourceClasses(List.of(type))
        .forCRDVersions("v1")
        .withParallelGenerationEnabled(false)
        .withOutput(
            new CRDGenerator.AbstractCRDOutput<ByteArrayOutputStream>() {
              @Override
              protected ByteArrayOutputStream createStreamFor(String file) {
                return bytes;
              }
            })
        .detailedGenerate();
    try {
      return YAML.readTree(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a kind's overlay includes because other kinds have it too, then its own. */
  private static List<ObjectNode> overlays(String name) {
    var own = overlayFile(name);
    return own.remove("include") instanceof TextNode included
        ? List.of(overlayFile("shared/" + included.textValue()), own)
        : List.of(own);
  }

  private static ObjectNode overlayFile(String name) {
    var resource = "/crd-overlay/" + name + ".yaml";
    try (var in = CrdGeneration.class.getResourceAsStream(resource)) {
      return (ObjectNode) YAML.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("no overlay " + resource, e);
    }
  }

  /**
   * Whole numbers without a fraction (the generator writes bounds as 64.0), each rule once (it
   * finds a record's annotation at the field and at the accessor) and with what CEL hasn't written
   * out, and a bound on amounts.
   */
  private static JsonNode ordered(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        var copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(entry -> copy.set(entry.getKey(), ordered(entry.getValue())));
        yield copy.has("x-kubernetes-int-or-string") ? copy.put("maxLength", 32) : copy;
      }
      case ArrayNode array -> {
        var elements = new LinkedHashSet<JsonNode>();
        array.forEach(element -> elements.add(ordered(element)));
        yield JsonNodeFactory.instance.arrayNode().addAll(elements);
      }
      case TextNode text -> TextNode.valueOf(PeriodCel.expand(text.textValue()));
      case JsonNode number when number.isDouble() && number.doubleValue() % 1 == 0 ->
          JsonNodeFactory.instance.numberNode(number.longValue());
      case JsonNode other -> other;
    };
  }

  /** The generator sorts columns by name; a reader wants them as the type lists them. */
  private static void orderColumns(ObjectNode version, Class<?> type) {
    var wanted =
        Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    var columns = new ArrayList<JsonNode>();
    version.get("additionalPrinterColumns").forEach(columns::add);
    columns.sort((a, b) -> wanted.indexOf(name(a)) - wanted.indexOf(name(b)));
    version.set("additionalPrinterColumns", JsonNodeFactory.instance.arrayNode().addAll(columns));
  }

  private static String name(JsonNode column) {
    return column.get("name").textValue();
  }

  /** JSON merge patch (RFC 7386). */
  private static void merge(ObjectNode target, ObjectNode patch) {
    for (var entry : patch.properties()) {
      var field = entry.getKey();
      switch (entry.getValue()) {
        case NullNode absent -> target.remove(field);
        case ObjectNode deeper when target.get(field) instanceof ObjectNode place ->
            merge(place, deeper);
        case JsonNode value -> target.set(field, value);
      }
    }
  }

  private static String print(JsonNode definition) {
    try {
      return YAML.writeValueAsString(definition);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
