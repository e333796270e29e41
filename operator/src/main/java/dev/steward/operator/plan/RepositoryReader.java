package dev.steward.operator.plan;

import static java.util.Objects.requireNonNullElse;

import dev.steward.api.v1alpha1.ModelServiceSpec;
import dev.steward.api.v1alpha1.ModelSpec.Repository;
import dev.steward.api.v1alpha1.ModelSpec.RepositoryControl;
import dev.steward.api.v1alpha1.ModelSpec.Task;
import dev.steward.api.v1alpha1.Sharding;
import dev.steward.core.check.Violation;
import dev.steward.core.measure.Bytes;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RepositoryConfig.Control;
import java.util.Optional;
import java.util.function.Function;

/** Reads how the models of a repository are served, with what the schema refuses refused again. */
final class RepositoryReader {

  private static final String REPOSITORY = "spec.model.repository";
  private static final String MEMORY = REPOSITORY + ".memory";

  /** Of a pod's memory: the rest is the Java heap's, what runs need, and the engine itself. */
  private static final int SHARE = 2;

  private final Function<Violation, ? extends RuntimeException> refusing;

  private RepositoryReader(Function<Violation, ? extends RuntimeException> refusing) {
    this.refusing = refusing;
  }

  /**
   * Reads it; empty: the service has one model.
   *
   * @param refusing makes what is thrown where something is wrong
   */
  static Optional<RepositoryConfig> read(
      ModelServiceSpec spec,
      PodResources resources,
      Function<Violation, ? extends RuntimeException> refusing) {
    return Optional.ofNullable(spec.model().repository())
        .map(repository -> new RepositoryReader(refusing).config(spec, repository, resources));
  }

  private RepositoryConfig config(
      ModelServiceSpec spec, Repository repository, PodResources resources) {
    alone(spec);
    var model = spec.model();
    if (model.name() != null) {
      throw refused(
          "spec.model.name",
          "the models of a repository are called as their folders are",
          "remove it");
    }
    if (model.task() == Task.ImageText || model.task() == Task.Generation) {
      throw refused(
          "spec.model.task",
          "models of tasks ImageText and Generation aren't served beside others",
          "deploy a ModelService for each, without spec.model.repository");
    }
    if (model.uri().matches("(https|hf)://.*")) {
      throw refused(
          REPOSITORY,
          "https:// and hf:// lead to one model",
          "use pvc://, oci://, s3:// or file://");
    }
    if (model.digest() != null && model.uri().matches("(pvc|file)://.*")) {
      throw refused(
          "spec.model.digest",
          "what is put into the folder later would never be checked",
          "remove it, or use an address that is downloaded: oci:// or s3://");
    }
    return new RepositoryConfig(
        memory(requireNonNullElse(repository.memory(), ""), resources),
        switch (requireNonNullElse(repository.control(), RepositoryControl.Nobody)) {
          case Nobody -> Control.NOBODY;
          case Clients -> Control.CLIENTS;
        });
  }

  /** What a repository's models can't have beside them. */
  private void alone(ModelServiceSpec spec) {
    var sharding = spec.sharding();
    if (sharding != null
        && requireNonNullElse(sharding.strategy(), Sharding.Strategy.None)
            != Sharding.Strategy.None) {
      throw refused(
          REPOSITORY,
          "pods load the models that they are asked for, each whole and by itself",
          "use spec.sharding.strategy: None");
    }
    var runtime = spec.runtime();
    if (runtime != null && (runtime.args() != null || runtime.plainHttp() != null)) {
      throw refused(
          REPOSITORY,
          "it is for images of Steward's runtime",
          "give an engine of yours its models by spec.runtime.args without repository");
    }
    if (spec.accelerator() != null) {
      throw refused(
          REPOSITORY,
          "its models run on CPUs",
          "remove spec.accelerator, or deploy a ModelService for each model");
    }
  }

  private Bytes memory(String text, PodResources resources) {
    long bytes = MemoryAmount.mebibytes(MEMORY, text).orThrow(refusing) << 20;
    var limit = resources.memoryLimit();
    if (bytes > limit.count() / SHARE) {
      throw refused(
          MEMORY,
          "%s is more than half of a pod's memory, which is %d MiB"
              .formatted(text, limit.count() >> 20),
          "lower it, or raise spec.runtime.resources.limits.memory");
    }
    return new Bytes(bytes);
  }

  private RuntimeException refused(String field, String problem, String remedy) {
    return refusing.apply(new Violation(field, problem, remedy));
  }
}
