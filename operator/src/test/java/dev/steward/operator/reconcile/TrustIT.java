package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.plan.Names;
import dev.steward.operator.trust.AuthorityStore;
import dev.steward.trust.Pem;
import dev.steward.trust.SubjectNames;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Succession;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The CA and what it signs, on a real API server. */
class TrustIT {

  private static final String PODS = "minilm-serving-tls";

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private AuthorityStore store() {
    return new AuthorityStore(
        world.client, world.home, Lifetimes.defaults(), InstantSource.system());
  }

  private Optional<Secret> stored(String namespace, String name) {
    return Optional.ofNullable(world.client.secrets().inNamespace(namespace).withName(name).get());
  }

  private Secret awaitCredentials(String namespace, String name, String proved) {
    World.await(
        name + " proves " + proved,
        () ->
            stored(namespace, name)
                .filter(secret -> SubjectNames.of(certificate(secret)).contains(proved))
                .isPresent());
    return stored(namespace, name).orElseThrow();
  }

  private static X509Certificate certificate(Secret secret) {
    try {
      var text = Base64.getDecoder().decode(secret.getData().get("tls.crt"));
      return Pem.certificate(new String(text, StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void many_who_make_the_authority_at_once_end_with_one() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var racing =
          threads.invokeAll(
              Stream.generate(() -> (Callable<Succession>) store()::get).limit(12).toList());
      var certificates = racing.stream().map(it -> it.resultNow().signing().certificate());
      assertThat(certificates.collect(Collectors.toSet())).hasSize(1);
    }
    assertThat(store().get().signing().certificate())
        .isEqualTo(certificate(stored(world.home, Names.AUTHORITY).orElseThrow()));
  }

  @Test
  void pods_and_gateways_get_credentials_of_one_authority() throws Exception {
    var _ = world.leadingOperator("a");
    var _ = world.applyExample("embedding");
    var proved = "minilm." + world.tenant + ".pods.steward.internal";
    var pods = awaitCredentials(world.tenant, PODS, proved);
    var gateways =
        awaitCredentials(world.home, Names.GATEWAY_CREDENTIALS, "gateways.steward.internal");
    var authority = store().get().signing().certificate().getPublicKey();
    certificate(pods).verify(authority);
    certificate(gateways).verify(authority);
    assertThat(stored(world.tenant, Names.GATEWAY_CREDENTIALS)).isEmpty();
    assertThat(stored(world.tenant, Names.AUTHORITY)).isEmpty();
    assertThat(pods.getMetadata().getOwnerReferences()).hasSize(1);
  }

  @Test
  void spoiled_credentials_are_made_anew_and_another_operator_leaves_good_ones_alone() {
    var first = world.leadingOperator("a");
    var _ = world.applyExample("embedding");
    var proved = "minilm." + world.tenant + ".pods.steward.internal";
    for (var secret :
        new Secret[] {
          awaitCredentials(world.tenant, PODS, proved),
          awaitCredentials(world.home, Names.GATEWAY_CREDENTIALS, "gateways.steward.internal")
        }) {
      var good = secret.getData();
      spoil(secret);
      World.await(
          secret.getMetadata().getName() + " is good again",
          () -> {
            var data = world.client.resource(secret).get().getData();
            return !data.equals(good) && !"".equals(data.get("tls.key"));
          });
    }
    var _ =
        world.client.resource(stored(world.home, Names.GATEWAY_CREDENTIALS).orElseThrow()).delete();
    var _ = awaitCredentials(world.home, Names.GATEWAY_CREDENTIALS, "gateways.steward.internal");
    var before = World.settled(this::versions);
    first.process().close();
    var next = world.leadingOperator("b");
    World.await("a reconcile of the next operator", () -> next.reconciles() > 0);
    assertThat(World.settled(this::versions)).isEqualTo(before);
  }

  private String versions() {
    return Stream.of(
            stored(world.home, Names.AUTHORITY),
            stored(world.home, Names.GATEWAY_CREDENTIALS),
            stored(world.tenant, PODS))
        .map(secret -> secret.map(it -> it.getMetadata().getResourceVersion()).orElse("none"))
        .collect(Collectors.joining(" "));
  }

  private void spoil(Secret secret) {
    var spoiled =
        new SecretBuilder(secret)
            .editMetadata()
            .withResourceVersion(null)
            .withManagedFields()
            .endMetadata()
            .withData(Map.of("tls.key", "", "tls.crt", "", "ca.crt", ""))
            .build();
    var _ = world.client.resource(spoiled).update();
  }

  @Test
  void a_secret_of_somebody_elses_is_left_alone_and_named() {
    var _ =
        world
            .client
            .resource(
                new SecretBuilder()
                    .withNewMetadata()
                    .withNamespace(world.tenant)
                    .withName(PODS)
                    .endMetadata()
                    .withData(Map.of("mine", "bWluZQ=="))
                    .build())
            .create();
    var _ = world.leadingOperator("a");
    var _ = world.applyExample("embedding");
    assertThat(world.awaitReason("minilm", "NameInUse").getMessage()).contains("Secret " + PODS);
    assertThat(stored(world.tenant, PODS).orElseThrow().getData()).containsOnlyKeys("mine");
  }
}
