package dev.steward.cli.schema;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;

/**
 * The schema of {@code metadata}, which definitions leave to the API server: what a person writes
 * there, and what the API server adds to an object that it gives out.
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

  private static final JSONSchemaProps WHOLE_NUMBER =
      new JSONSchemaPropsBuilder().withType("integer").build();

  private static final JSONSchemaProps OBJECTS =
      new JSONSchemaPropsBuilder()
          .withType("array")
          .withNewItems()
          .withNewSchema()
          .withType("object")
          .withXKubernetesPreserveUnknownFields(true)
          .endSchema()
          .endItems()
          .build();

  static final JSONSchemaProps SCHEMA =
      new JSONSchemaPropsBuilder()
          .withType("object")
          .addToProperties("name", name(253, "the object's name"))
          .addToProperties("namespace", name(63, "the object's namespace"))
          .addToProperties("labels", TEXTS)
          .addToProperties("annotations", TEXTS)
          .addToProperties("ownerReferences", OBJECTS)
          .addToProperties("managedFields", OBJECTS)
          .addToProperties("creationTimestamp", TEXT)
          .addToProperties("generation", WHOLE_NUMBER)
          .addToProperties("resourceVersion", TEXT)
          .addToProperties("uid", TEXT)
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
