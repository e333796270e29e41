package dev.steward.cli.schema;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;

/**
 * The schema of {@code metadata}, which definitions leave to the API server: what a person writes
 * there.
 */
final class ObjectMetadata {

  static final JSONSchemaProps TEXT = new JSONSchemaPropsBuilder().withType("string").build();

  private static final JSONSchemaProps TEXTS =
      new JSONSchemaPropsBuilder()
          .withType("object")
          .withNewAdditionalProperties()
          .withSchema(TEXT)
          .endAdditionalProperties()
          .build();

  static final JSONSchemaProps SCHEMA =
      new JSONSchemaPropsBuilder()
          .withType("object")
          .addToProperties("name", name(253, "the object's name"))
          .addToProperties("namespace", name(63, "the object's namespace"))
          .addToProperties("labels", TEXTS)
          .addToProperties("annotations", TEXTS)
          .addToProperties(
              "ownerReferences",
              new JSONSchemaPropsBuilder().withXKubernetesPreserveUnknownFields(true).build())
          .addToProperties(
              "finalizers",
              new JSONSchemaPropsBuilder()
                  .withType("array")
                  .withNewItems()
                  .withSchema(TEXT)
                  .endItems()
                  .build())
          .withRequired("name")
          .build();

  private ObjectMetadata() {}

  private static JSONSchemaProps name(long most, String description) {
    return new JSONSchemaPropsBuilder()
        .withType("string")
        .withDescription(description)
        .withMinLength(1L)
        .withMaxLength(most)
        .withPattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        .build();
  }
}
