package dev.steward.cli.service;

import dev.steward.cli.schema.CustomKind;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The resource definitions that the chart installs, from the class path. */
public final class Definitions {

  private static final String MODEL_SERVICE =
      "/META-INF/steward/crds/modelservices.steward.dev-v1alpha1.yaml";

  private Definitions() {}

  /** The kind ModelService. */
  public static CustomKind modelService(KubernetesSerialization serialization) {
    try (var stream = Definitions.class.getResourceAsStream(MODEL_SERVICE)) {
      if (stream == null) {
        throw new IllegalStateException(MODEL_SERVICE + " isn't on the class path");
      }
      return CustomKind.of(serialization.unmarshal(stream, CustomResourceDefinition.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
