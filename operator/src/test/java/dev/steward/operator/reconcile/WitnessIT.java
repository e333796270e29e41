package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.keys.InstallationSecret;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.TreeHasher;
import dev.steward.ledger.note.Checkpoint;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.SignerKey;
import dev.steward.operator.plan.Names;
import dev.steward.protocol.report.EvidenceReport;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator remembers of evidence logs, on a real API server. */
class WitnessIT {
  private static final String GATEWAY = "steward-gateway-0";
  private static final TreeHasher HASHER = new TreeHasher();
  private static final Hash A = HASHER.leaf(new byte[] {1});
  private static final Hash B = HASHER.leaf(new byte[] {2});

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private Optional<ConfigMap> map(String name) {
    return Optional.ofNullable(
        world.client.configMaps().inNamespace(world.home).withName(name).get());
  }

  private Optional<String> remembered() {
    return map(Names.AUDIT_WITNESS).flatMap(it -> Optional.ofNullable(it.getData().get(GATEWAY)));
  }

  private SignerKey signer() {
    var secret = world.client.secrets().inNamespace(world.home).withName(Names.AUDIT_SECRET).get();
    return InstallationSecret.parse(
            "secret",
            name ->
                Optional.of(
                    new String(
                        Base64.getDecoder().decode(secret.getData().get(name)),
                        StandardCharsets.UTF_8)))
        .orThrow(wrong -> new IllegalStateException(wrong.message()))
        .signer(GATEWAY);
  }

  private static EvidenceReport.Claim claim(
      SignerKey key, long size, Hash root, long from, Hash... proof) {
    var signed =
        SignedCheckpoint.sign(new Checkpoint(key.verifier().name(), size, root), List.of(key));
    return new EvidenceReport.Claim(
        signed.note().note(), from, List.of(proof).stream().map(Hash::base64).toList());
  }

  private static double contradicted(World.RunningOperator operator) {
    return operator.meters().get("steward.operator.audit.contradicted").gauge().value();
  }

  @Test
  void a_log_is_remembered_as_it_grows_and_one_that_was_cut_changes_nothing() {
    var _ = world.gateway(GATEWAY, "10.1.0.1");
    var operator = world.leadingOperator("a");
    World.await("its key is published", () -> map(Names.AUDIT_KEYS).isPresent());
    var key = signer();
    var evidence = operator.process().evidence();
    World.await(
        "the first claim is believed",
        () -> evidence.claims(GATEWAY, claim(key, 1, A, 0)).equals(OptionalLong.of(1)));
    var two = claim(key, 2, HASHER.node(A, B), 1, B);
    assertThat(evidence.claims(GATEWAY, two)).isEqualTo(OptionalLong.of(2));
    World.await("it is stored", () -> remembered().equals(Optional.of(two.note())));
    var version = map(Names.AUDIT_WITNESS).orElseThrow().getMetadata().getResourceVersion();

    assertThat(evidence.claims(GATEWAY, claim(key, 1, A, 2))).isEqualTo(OptionalLong.of(2));
    assertThat(contradicted(operator)).isEqualTo(1);
    assertThat(evidence.claims(GATEWAY, claim(key, 2, HASHER.node(B, A), 2)))
        .isEqualTo(OptionalLong.of(2));
    var forged = SignerKey.generate(key.verifier().name());
    assertThat(evidence.claims(GATEWAY, claim(forged, 3, A, 2, A))).isEqualTo(OptionalLong.of(2));
    assertThat(evidence.claims("steward-gateway-9", two)).isEqualTo(OptionalLong.empty());
    assertThat(evidence.claims(GATEWAY, two)).isEqualTo(OptionalLong.of(2));
    assertThat(contradicted(operator)).isZero();
    World.await(
        "it is told",
        () ->
            world.client.events().v1().events().inNamespace(world.home).list().getItems().stream()
                .anyMatch(event -> event.getReason().equals("EvidenceContradicted")));
    assertThat(map(Names.AUDIT_WITNESS).orElseThrow().getMetadata().getResourceVersion())
        .isEqualTo(version);

    operator.process().close();
    var next = world.leadingOperator("b").process().evidence();
    World.await(
        "the next operator remembers it, too",
        () -> next.claims(GATEWAY, claim(key, 1, A, 0)).equals(OptionalLong.of(2)));
  }
}
