package dev.steward.cli.schema;

import dev.steward.cli.document.Finding;
import dev.steward.cli.document.Value;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * One kind of object and what a CustomResourceDefinition says of it.
 *
 * @param apiVersion as it stands in an object, such as {@code steward.dev/v1alpha1}
 * @param kind as it stands in an object
 * @param schema of the whole object
 */
public record CustomKind(String apiVersion, String kind, JSONSchemaProps schema) {

  /** The kind of a definition, in its storage version. */
  public static CustomKind of(CustomResourceDefinition definition) {
    var spec = definition.getSpec();
    var version =
        spec.getVersions().stream()
            .filter(each -> Boolean.TRUE.equals(each.getStorage()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("a definition without a version"));
    return new CustomKind(
        spec.getGroup() + "/" + version.getName(),
        spec.getNames().getKind(),
        withMetadata(version.getSchema().getOpenAPIV3Schema()));
  }

  /** Structure first; rules only where it is right, as the API server does. */
  public Examined examine(Value.Mapping document) {
    var structure = StructureCheck.check(document, schema);
    if (!structure.isEmpty()) {
      return faulty(structure);
    }
    var object = Defaults.fill(document, schema);
    var rules = RuleCheck.check(object, document, schema);
    return rules.isEmpty() ? new Examined.Sound(object) : faulty(rules);
  }

  private static Examined faulty(List<Finding> findings) {
    return new Examined.Faulty(
        findings.stream().sorted(Comparator.comparing(Finding::at)).toList());
  }

  private static JSONSchemaProps withMetadata(JSONSchemaProps schema) {
    var properties = new LinkedHashMap<>(schema.getProperties());
    properties.put("apiVersion", ObjectMetadata.TEXT);
    properties.put("kind", ObjectMetadata.TEXT);
    properties.put("metadata", ObjectMetadata.SCHEMA);
    return schema.edit().withProperties(properties).addToRequired("metadata").build();
  }
}
