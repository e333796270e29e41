package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.keys.InstallationSecret;
import dev.steward.operator.plan.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The keys of evidence logs, on a real API server. */
class LogKeysIT {

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private Optional<Secret> secret() {
    return Optional.ofNullable(
        world.client.secrets().inNamespace(world.home).withName(Names.AUDIT_SECRET).get());
  }

  private Map<String, String> published() {
    return Optional.ofNullable(
            world.client.configMaps().inNamespace(world.home).withName(Names.AUDIT_KEYS).get())
        .map(ConfigMap::getData)
        .orElse(Map.of());
  }

  private static Map<String, String> texts(Secret secret) {
    return secret.getData().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    new String(
                        Base64.getDecoder().decode(entry.getValue()), StandardCharsets.UTF_8)));
  }

  @Test
  void an_installation_gets_a_secret_once_and_publishes_a_key_for_each_gateway() {
    var _ = world.gateway("steward-gateway-0", "10.1.0.1");
    var first = world.leadingOperator("a");
    World.await("a key is published", () -> published().containsKey("steward-gateway-0"));
    var made = secret().orElseThrow();
    var keys =
        InstallationSecret.parse("secret", name -> Optional.ofNullable(texts(made).get(name)))
            .orThrow(wrong -> new IllegalStateException(wrong.message()));
    assertThat(published().get("steward-gateway-0"))
        .isEqualTo(keys.signer("steward-gateway-0").verifier().text());
    var _ = world.gateway("steward-gateway-1", "10.1.0.2");
    World.await("another key", () -> published().containsKey("steward-gateway-1"));
    first.process().close();
    var _ = world.leadingOperator("b");
    var _ = world.gateway("steward-gateway-2", "10.1.0.3");
    World.await("a third key", () -> published().containsKey("steward-gateway-2"));
    assertThat(secret().orElseThrow().getMetadata().getResourceVersion())
        .isEqualTo(made.getMetadata().getResourceVersion());
  }

  @Test
  void a_deleted_secret_is_not_made_again() {
    var _ = world.gateway("steward-gateway-0", "10.1.0.1");
    var operator = world.leadingOperator("a");
    World.await("a key is published", () -> published().containsKey("steward-gateway-0"));
    var _ = world.client.resource(secret().orElseThrow()).delete();
    World.await(
        "it is told",
        () -> operator.meters().get("steward.operator.audit.keys").gauge().value() == 0);
    assertThat(secret()).isEmpty();
    assertThat(published()).containsOnlyKeys("steward-gateway-0");
  }
}
