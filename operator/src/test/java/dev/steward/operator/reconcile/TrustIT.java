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
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
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

  /** Who has signed the credentials of pods and of gateways, and whom they believe. */
  private boolean everybodyHas(X509Certificate signer, List<X509Certificate> trusted) {
    return Stream.of(stored(world.home, Names.GATEWAY_CREDENTIALS), stored(world.tenant, PODS))
            .flatMap(Optional::stream)
            .filter(secret -> certificates(secret, "ca.crt").equals(trusted))
            .filter(secret -> isSignedBy(certificate(secret), signer))
            .count()
        == 2;
  }

  private static List<X509Certificate> certificates(Secret secret, String entry) {
    try {
      var text = Base64.getDecoder().decode(secret.getData().get(entry));
      return Pem.certificates(new String(text, StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate signer) {
    try {
      certificate.verify(signer.getPublicKey());
      return true;
    } catch (GeneralSecurityException another) {
      return false;
    }
  }

  private void ask(String step) {
    var _ =
        world
            .client
            .secrets()
            .inNamespace(world.home)
            .withName(Names.AUTHORITY)
            .edit(secret ->
                new SecretBuilder(secret)
                    .editMetadata()
                    .addToAnnotations(Names.ROTATE, step)
                    .endMetadata()
                    .build());
  }

  private Secret authority() {
    return stored(world.home, Names.AUTHORITY).orElseThrow();
  }

  @Test
  void a_ca_is_followed_by_another_in_steps_and_a_second_operator_takes_over_in_the_middle() {
    var first = world.leadingOperator("a");
    var _ = world.applyExample("embedding");
    World.await("both Secrets", () -> stored(world.tenant, PODS).isPresent());
    var old = store().get().signing().certificate();
    World.await("all have it", () -> everybodyHas(old, List.of(old)));
    ask("a while");
    ask("3m");
    World.await("another is announced", () -> authority().getData().containsKey("next.crt"));
    var next = certificates(authority(), "next.crt").getFirst();
    World.await("both are believed", () -> everybodyHas(old, List.of(old, next)));
    assertThat(authority().getMetadata().getAnnotations()).doesNotContainKey(Names.ROTATE);
    first.process().close();
    world.pass(Duration.ofMinutes(10));
    // It doesn't know for how long all have believed both.
    var _ = world.leadingOperator("b");
    assertThat(World.settled(() -> certificate(authority()))).isEqualTo(old);
    awaitInTime("the next one signs", () -> everybodyHas(next, List.of(next, old)));
    assertThat(authority().getData()).doesNotContainKey("next.key");
    awaitInTime("the former is forgotten", () -> everybodyHas(next, List.of(next)));
    assertThat(store().get().trusted()).containsExactly(next);
  }

  /** A step's time runs from the operator's next look on, and nobody knows when that is. */
  private void awaitInTime(String what, BooleanSupplier condition) {
    World.await(
        what,
        () -> {
          world.pass(Duration.ofMinutes(1));
          return condition.getAsBoolean();
        });
  }

  @Test
  void what_ended_while_no_operator_was_there_is_renewed_at_once() {
    var first = world.leadingOperator("a");
    var _ = world.applyExample("embedding");
    World.await("the pods' Secret", () -> stored(world.tenant, PODS).isPresent());
    var before = stored(world.tenant, PODS).orElseThrow().getData();
    first.process().close();
    world.pass(Duration.ofHours(30));
    var next = world.leadingOperator("b");
    World.await(
        "new credentials",
        () -> !stored(world.tenant, PODS).orElseThrow().getData().equals(before));
    World.await(
        "their end is shown",
        () -> next.meters().get("steward.certificate.expiry").gauge().value() > 80_000);
  }

  /** More is asked for than is allowed: no schema refuses it. */
  private void refused(String cpu) {
    var _ =
        world.apply(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: minilm}
            spec:
              model: {uri: "pvc://models/minilm", task: Embedding}
              runtime: {resources: {requests: {cpu: %s}, limits: {cpu: 500m}}}
            """
                .formatted(cpu));
    var _ = world.awaitReason("minilm", "InvalidSpec");
  }

  @Test
  void a_service_whose_spec_is_refused_keeps_its_pods_credentials() {
    var _ = world.leadingOperator("a");
    var _ = world.applyExample("embedding");
    World.await("the pods' Secret", () -> stored(world.tenant, PODS).isPresent());
    refused("4");
    var before = stored(world.tenant, PODS).orElseThrow().getData();
    world.pass(Duration.ofHours(13));
    refused("5");
    World.await(
        "new credentials",
        () -> !stored(world.tenant, PODS).orElseThrow().getData().equals(before));
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
