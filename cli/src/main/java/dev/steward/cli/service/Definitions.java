package dev.steward.cli.service;

import dev.steward.cli.schema.CustomKind;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The resource definitions that the chart installs, from the class path. */
public final class Definitions {

  private static final String FOLDER = "/META-INF/steward/crds/";

  private Definitions() {}

  /** The kind ModelService. */
  public static CustomKind modelService(KubernetesSerialization serialization) {
    return read("modelservices", serialization);
  }

  /** The kind InferenceTask. */
  public static CustomKind inferenceTask(KubernetesSerialization serialization) {
    return read("inferencetasks", serialization);
  }

  /** The kind ClusterCompliancePolicy. */
  public static CustomKind clusterPolicy(KubernetesSerialization serialization) {
    return read("clustercompliancepolicies", serialization);
  }

  /** The kind CompliancePolicy. */
  public static CustomKind policy(KubernetesSerialization serialization) {
    return read("compliancepolicies", serialization);
  }

  private static CustomKind read(String plural, KubernetesSerialization serialization) {
    var file = FOLDER + plural + ".steward.dev-v1alpha1.yaml";
    try (var stream = Definitions.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException(file + " isn't on the class path");
      }
      return CustomKind.of(serialization.unmarshal(stream, CustomResourceDefinition.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
