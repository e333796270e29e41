package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.reconcile.Leadership.State;
import dev.steward.operator.reconcile.World.RunningOperator;
import dev.steward.operator.trust.CertificateResource;
import dev.steward.operator.trust.IssuerReference;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of cert-manager, on a real API server; a test plays its controller. */
class CertManagerIT {

  private static final IssuerReference ISSUER =
      new IssuerReference("steward", "ClusterIssuer", "cert-manager.io");
  private static final String NAME = "minilm-serving-tls";

  private final World world = new World();

  @BeforeEach
  void define() {
    var definition =
        world
            .client
            .getKubernetesSerialization()
            .<CustomResourceDefinition>unmarshal(
                CertManagerIT.class.getResourceAsStream("/cert-manager/certificates.yaml"));
    var _ =
        world.client.resource(definition).fieldManager("test").forceConflicts().serverSideApply();
    World.await(
        "cert-manager's definitions", () -> world.client.supports(CertificateResource.class));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private RunningOperator operator() {
    var running = world.operator("a", World.QUICK, settings -> settings.withCertManager(ISSUER));
    World.await("an operator leads", () -> running.process().state() == State.LEADING);
    return running;
  }

  private Optional<CertificateResource> certificate() {
    return Optional.ofNullable(
        world
            .client
            .resources(CertificateResource.class)
            .inNamespace(world.tenant)
            .withName(NAME)
            .get());
  }

  private CertificateResource asked() {
    World.await("a Certificate", () -> certificate().isPresent());
    return certificate().orElseThrow();
  }

  @Test
  void a_certificate_is_asked_for_instead_of_a_secret_and_asked_for_once() {
    var running = operator();
    var _ = world.applyExample("embedding");
    var asked = asked();
    assertThat(asked.getSpec().secretName()).isEqualTo(NAME);
    assertThat(asked.getSpec().dnsNames())
        .containsExactly("minilm." + world.tenant + ".pods.steward.internal");
    assertThat(asked.getSpec().usages()).containsExactly("digital signature", "server auth");
    assertThat(asked.getSpec().issuerRef()).isEqualTo(ISSUER);
    assertThat(asked.getMetadata().getOwnerReferences()).hasSize(1);
    var before = World.settled(running::calls);
    var _ =
        world.apply(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: minilm, labels: {looked: again}}
            spec: {model: {uri: "pvc://models/minilm", task: Embedding}}
            """);
    assertThat(World.settled(running::calls)).isEqualTo(before);
    assertThat(world.client.secrets().inNamespace(world.tenant).list().getItems())
        .extracting(secret -> secret.getMetadata().getName())
        .doesNotContain(NAME);
    assertThat(world.client.secrets().inNamespace(world.home).list().getItems())
        .extracting((Secret secret) -> secret.getMetadata().getName())
        .doesNotContain("steward-ca", "steward-gateway-tls");
  }

  @Test
  void what_is_edited_is_put_back_and_what_is_deleted_is_asked_for_again() {
    var _ = operator();
    var _ = world.applyExample("embedding");
    var asked = asked();
    var edited = asked();
    var spec = edited.getSpec();
    edited.setSpec(
        new CertificateResource.Spec(
            spec.secretName(),
            spec.secretTemplate(),
            List.of("gateways.steward.internal"),
            spec.usages(),
            spec.duration(),
            spec.renewBefore(),
            spec.privateKey(),
            spec.revisionHistoryLimit(),
            spec.issuerRef()));
    var _ = world.client.resource(edited).update();
    World.await(
        "the name is put back",
        () -> asked().getSpec().dnsNames().equals(asked.getSpec().dnsNames()));
    var _ = world.client.resource(asked).delete();
    World.await(
        "another Certificate",
        () ->
            certificate()
                .filter(now -> !now.getMetadata().getUid().equals(asked.getMetadata().getUid()))
                .isPresent());
  }

  @Test
  void what_keeps_it_from_being_issued_is_told_and_its_end_is_shown() {
    var running = operator();
    var _ = world.applyExample("embedding");
    status("False", "Issuing certificate as Secret does not exist", Optional.empty());
    assertThat(world.awaitReason("minilm", "CertificatePending").getMessage())
        .contains("Certificate " + NAME + ": Issuing certificate as Secret does not exist");
    var end = world.clock.instant().plusSeconds(3600).toString();
    status("True", "Certificate is up to date and has not expired", Optional.of(end));
    World.await(
        "another reason",
        () ->
            world
                .condition("minilm", "Ready")
                .filter(ready -> !ready.getReason().equals("CertificatePending"))
                .isPresent());
    assertThat(running.meters().get("steward.certificate.expiry").gauge().value())
        .isBetween(3000.0, 3600.0);
  }

  private void status(String ready, String message, Optional<String> end) {
    var certificate = asked();
    certificate.setStatus(
        new CertificateResource.Status(
            List.of(
                new ConditionBuilder()
                    .withType("Ready")
                    .withStatus(ready)
                    .withReason("Told")
                    .withMessage(message)
                    .withLastTransitionTime("2026-11-01T12:00:00Z")
                    .build()),
            end.orElse(null)));
    var _ = world.client.resource(certificate).updateStatus();
  }
}
