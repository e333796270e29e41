package dev.steward.operator.plan;

import dev.steward.core.check.Checked;
import dev.steward.core.model.Digest;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.serving.Protocol;
import dev.steward.core.serving.ServingConfig;
import dev.steward.protocol.config.RuntimeConfigJson;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the pods of a revision are made from: once made it never changes, so neither an upgrade of
 * Steward nor a new default restarts a model.
 *
 * @param name {@code NAME-HASH8}
 * @param number counts up with each change of the service
 * @param template the pods, image included
 */
public record Revision(String name, long number, PodTemplateSpec template) {

  /** What its pods are told, if the template is one that Steward rendered. */
  public Optional<RuntimeConfig> runtimeConfig() {
    var text = template.getMetadata().getAnnotations().get(Names.RUNTIME_CONFIG);
    return text != null
            && RuntimeConfigJson.read(text) instanceof Checked.Valid<RuntimeConfig>(var config)
        ? Optional.of(config)
        : Optional.empty();
  }

  /** Whether its pods prove whose they are, and admit gateways alone. */
  public boolean hasCredentials() {
    return PodCredentials.areMountedIn(template);
  }

  /** What its pods speak. */
  Set<Protocol> protocols() {
    return GrpcPort.isOpenIn(template)
        ? EnumSet.of(Protocol.HTTP, Protocol.GRPC)
        : EnumSet.of(Protocol.HTTP);
  }

  /** How its groups are made up; empty: each of its pods is a replica. */
  public Optional<GroupShape> shape() {
    return GroupShape.of(template);
  }

  /** The tiers that each have a pool of its pods, the nearest first; empty: it has one pool. */
  public List<Tier> tiers() {
    return Tier.of(template);
  }

  /** What its pods are made from, as far as it is pinned. */
  public ServingConfig.Ingredients ingredients() {
    var image = image();
    return new ServingConfig.Ingredients(
        runtimeConfig().flatMap(RuntimeConfig::digest),
        Digest.parse("image", image.substring(image.indexOf('@') + 1))
                instanceof Checked.Valid<Digest>(var digest)
            ? Optional.of(digest)
            : Optional.empty());
  }

  /** The digest that its model is checked against, where one is stated. */
  Optional<String> modelDigest() {
    return runtimeConfig().flatMap(RuntimeConfig::digest).map(Digest::text);
  }

  /** The image of its runtime. */
  public String image() {
    return template.getSpec().getContainers().getFirst().getImage();
  }
}
