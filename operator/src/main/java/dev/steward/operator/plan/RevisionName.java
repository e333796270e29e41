package dev.steward.operator.plan;

import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelTask;
import io.fabric8.kubernetes.api.model.Toleration;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Names a revision by what its pods need, such as {@code minilm-5d9c7f2b}.
 *
 * <p>The hash covers the settings that a running pod can't take: the model, the runtime, resources,
 * accelerator, placement and the timeout (a pod's grace period is longer than it). It covers only
 * what the user set, and neither the default image nor the shape of the pod template, so that a new
 * version of Steward finds the revisions of the old one: an upgrade restarts no model. A setting
 * added later enters the hash only where it is used, for the same reason.
 */
public final class RevisionName {

  private static final int HASH_LENGTH = 8;

  private final StringBuilder canonical = new StringBuilder();

  private RevisionName() {}

  /** The name of the revision that {@code settings} ask for. */
  public static String of(ServiceSettings settings) {
    var name = new RevisionName();
    name.addModel(settings);
    name.addRuntime(settings);
    settings.accelerator().ifPresent(name::add);
    name.add(settings.placement());
    return settings.service().name() + "-" + name.hash();
  }

  private void addModel(ServiceSettings settings) {
    var runtime = settings.runtime();
    add("model", runtime.model());
    add("uri", runtime.uri().text());
    runtime.digest().map(Digest::text).ifPresent(text -> add("digest", text));
    if (runtime.task() != ModelTask.TENSOR) {
      add("task", runtime.task().text());
    }
    if (!settings.timeout().equals(ServiceSettings.DEFAULT_TIMEOUT)) {
      add("timeout", settings.timeout().toString());
    }
  }

  private void addRuntime(ServiceSettings settings) {
    settings.image().ifPresent(image -> add("image", image));
    settings.environment().forEach(entry -> add("env." + entry.getKey(), entry.getValue()));
    add("resources", settings.resources().asked());
  }

  private void add(AcceleratorSettings accelerator) {
    add("accelerator.resource", accelerator.resource());
    add("accelerator.count", String.valueOf(accelerator.count()));
    accelerator.products().forEach(product -> add("accelerator.product", product));
    accelerator
        .minMemoryMib()
        .ifPresent(memory -> add("accelerator.memory", String.valueOf(memory)));
    accelerator.runtimeClass().ifPresent(name -> add("accelerator.runtimeClass", name));
  }

  private void add(PlacementSettings placement) {
    add("nodeSelector", placement.nodeSelector());
    placement.tolerations().forEach(this::add);
    placement.priorityClass().ifPresent(name -> add("priorityClass", name));
  }

  private void add(Toleration toleration) {
    add("toleration.key", String.valueOf(toleration.getKey()));
    add("toleration.operator", toleration.getOperator());
    add("toleration.value", String.valueOf(toleration.getValue()));
    add("toleration.effect", String.valueOf(toleration.getEffect()));
    add("toleration.seconds", String.valueOf(toleration.getTolerationSeconds()));
  }

  private void add(String field, Map<String, ?> values) {
    values.forEach((key, value) -> add(field + "." + key, String.valueOf(value)));
  }

  /** The length makes two fields unlike one field whose value holds a line feed. */
  private void add(String field, String value) {
    canonical
        .append(field)
        .append(' ')
        .append(value.length())
        .append(' ')
        .append(value)
        .append('\n');
  }

  private String hash() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = digest.digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes).substring(0, HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
