package dev.steward.operator.plan;

import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelSignature;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.Signer;
import dev.steward.core.serving.Protocol;
import io.fabric8.kubernetes.api.model.Toleration;
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

  private final ShortHash hash = new ShortHash();

  private RevisionName() {}

  /** The name of the revision that {@code settings} ask for. */
  public static String of(ServiceSettings settings) {
    var name = new RevisionName();
    name.addModel(settings);
    name.addRuntime(settings);
    settings.accelerator().ifPresent(name::add);
    name.add(settings.placement());
    settings.groups().ifPresent(name::add);
    if (settings.strategy() == StrategyChoice.AUTO) {
      name.add("sharding.strategy", "Auto");
    }
    settings.fixed().ifPresent(fixed -> name.add("asked", fixed.asked()));
    return settings.service().name() + "-" + name.hash.text();
  }

  private void addModel(ServiceSettings settings) {
    var runtime = settings.runtime();
    add("model", runtime.model());
    add("uri", runtime.uri().text());
    runtime.digest().map(Digest::text).ifPresent(text -> add("digest", text));
    settings.access().secret().ifPresent(name -> add("secretRef", name));
    settings
        .access()
        .cache()
        .ifPresent(cache -> {
          add("cache.claim", cache.claim());
          add("cache.size", String.valueOf(cache.bytes()));
        });
    runtime.signature().ifPresent(this::add);
    if (runtime.task() != ModelTask.TENSOR) {
      add("task", runtime.task().text());
    }
    runtime.maxBatch().ifPresent(rows -> add("maxBatch", String.valueOf(rows)));
    runtime
        .repository()
        .ifPresent(repository -> {
          add("repository.memory", String.valueOf(repository.memory().count()));
          add("repository.control", repository.control().text());
        });
    if (!settings.timeout().equals(ServiceSettings.DEFAULT_TIMEOUT)) {
      add("timeout", settings.timeout().toString());
    }
  }

  private void add(ModelSignature signature) {
    add("signature.bundle", signature.bundle());
    switch (signature.signer()) {
      case Signer.Key(var pem) -> add("signature.publicKey", pem);
      case Signer.Certified(var pem, var identity) -> {
        add("signature.certificateAuthority", pem);
        add("signature.identity", identity);
      }
      case Signer.Keyless(var root, var name, var issuer) -> {
        add("signature.trustedRoot", root);
        add("signature.identity", name.toString());
        add("signature.issuer", issuer);
      }
    }
  }

  private void addRuntime(ServiceSettings settings) {
    settings
        .image()
        .ifPresent(image -> {
          add("image", image);
          if (settings.protocols().contains(Protocol.GRPC)) {
            add("protocols", "Grpc");
          }
        });
    settings.arguments().forEach(argument -> add("argument", argument));
    settings
        .plainEngine()
        .ifPresent(engine -> {
          add("plainHttp.port", String.valueOf(engine.port()));
          add("plainHttp.readiness", engine.readiness());
        });
    settings.environment().forEach(entry -> add("env." + entry.getKey(), entry.getValue()));
    add("resources", settings.resources().asked());
  }

  private void add(AcceleratorSettings accelerator) {
    accelerator.plugin().ifPresent(plugin -> add("accelerator.resource", plugin.resource()));
    add(
        "accelerator.count",
        switch (accelerator.count()) {
          case GpuCount.Exactly(var number) -> String.valueOf(number);
          case GpuCount.Auto auto -> "Auto";
        });
    switch (accelerator.source()) {
      case AcceleratorSettings.Plugin plugin -> {
        plugin.products().forEach(product -> add("accelerator.product", product));
        plugin
            .minMemoryMib()
            .ifPresent(memory -> add("accelerator.memory", String.valueOf(memory)));
      }
      case AcceleratorSettings.Driver driver -> {
        add("accelerator.deviceClass", driver.deviceClass());
        driver.selectors().forEach(selector -> add("accelerator.selector", selector));
      }
    }
    accelerator.runtimeClass().ifPresent(name -> add("accelerator.runtimeClass", name));
  }

  private void add(PlacementSettings placement) {
    add("nodeSelector", placement.nodeSelector());
    placement.tolerations().forEach(this::add);
    placement.priorityClass().ifPresent(name -> add("priorityClass", name));
    placement.regions().forEach(region -> add("region", region));
    placement.tiers().forEach(tier -> add("tier", tier.text()));
  }

  private void add(GroupSettings groups) {
    add("sharding.strategy", groups.sharding().name());
    add("sharding.size", String.valueOf(groups.size()));
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

  private void add(String field, String value) {
    hash.add(field, value);
  }
}
