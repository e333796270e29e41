package dev.steward.gateway.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.error.Outcome;
import dev.steward.core.policy.AuditFailure;
import dev.steward.gateway.TestPods;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.ProofCheck;
import dev.steward.ledger.note.Checkpoint;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.protocol.report.EvidenceAnswer;
import dev.steward.protocol.report.EvidenceReport;
import dev.steward.protocol.report.EvidenceReportJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTalkTest {
  private static final PodAddress OPERATOR = new PodAddress("10.0.0.9", 8443);

  @TempDir Path folder;
  private final List<EvidenceReport> told = new ArrayList<>();
  private OptionalLong known = OptionalLong.empty();

  private OperatorTalk talk(LogWorld world, Evidence evidence) {
    return new OperatorTalk(
        LogWorld.GATEWAY,
        evidence,
        () -> List.of(OPERATOR),
        (operator, path, body, answered) -> {
          told.add(read(body));
          answered.accept(EvidenceReportJson.write(new EvidenceAnswer(1, known)));
        },
        world);
  }

  private static EvidenceReport read(byte[] body) {
    try {
      return switch (EvidenceReportJson.read(new ByteArrayInputStream(body))) {
        case Outcome.Done<EvidenceReport>(var report) -> report;
        case Outcome.Refused<EvidenceReport>(var why) -> throw new AssertionError(why.message());
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void request(LogWorld world, Evidence evidence) throws Exception {
    var record =
        world
            .begin(evidence, LogWorld.service(AuditFailure.FAIL_CLOSED, LogWorld.HALF_A_YEAR))
            .orElseThrow();
    var _ = record.durable().toCompletableFuture().get(20, TimeUnit.SECONDS);
    record.end(LogWorld.answered());
  }

  private static Checkpoint checkpoint(LogWorld world, EvidenceReport report) {
    var key = world.kept().signer(LogWorld.GATEWAY).verifier();
    return switch (SignedCheckpoint.verify(
        "note", report.claim().orElseThrow().note(), List.of(key))) {
      case Checked.Valid<SignedCheckpoint>(var signed) -> signed.checkpoint();
      case Checked.Invalid<SignedCheckpoint>(var why) -> throw new AssertionError(why.message());
    };
  }

  private static void awaitCheckpoint(Evidence evidence, long size) throws Exception {
    TestPods.await(() ->
        evidence
            .log()
            .flatMap(log -> log.checkpoint())
            .filter(signed -> signed.checkpoint().size() == size)
            .isPresent());
  }

  @Test
  void an_operator_is_proven_that_the_log_grew_from_what_it_knows() throws Exception {
    var world = new LogWorld(folder);
    try (var evidence = world.begin();
        var talk = talk(world, evidence)) {
      TestPods.await(() -> evidence.hasTried() && evidence.obstacle().isEmpty());
      request(world, evidence);
      awaitCheckpoint(evidence, 2);
      talk.tell();
      var first = checkpoint(world, told.getLast());
      assertThat(told.getLast().state()).isEqualTo(EvidenceReport.State.RECORDING);
      known = OptionalLong.of(first.size());
      talk.tell();
      request(world, evidence);
      awaitCheckpoint(evidence, 4);
      talk.tell();
      var claim = told.getLast().claim().orElseThrow();
      var second = checkpoint(world, told.getLast());
      assertThat(claim.from()).isEqualTo(first.size());
      assertThat(
              ProofCheck.consistent(
                  first.size(),
                  first.root(),
                  second.size(),
                  second.root(),
                  claim.proof().stream().map(Hash::parse).flatMap(Optional::stream).toList()))
          .isTrue();
    }
  }

  @Test
  void a_log_that_fails_is_told_and_what_others_do_is_known_for_a_while() throws Exception {
    var world = new LogWorld(folder);
    world.mood.fail();
    try (var evidence = world.begin();
        var talk = talk(world, evidence)) {
      TestPods.await(evidence::hasTried);
      assertThat(talk.othersRecording()).isEqualTo(OptionalInt.empty());
      talk.tell();
      assertThat(told.getLast().state()).isEqualTo(EvidenceReport.State.FAILING);
      assertThat(told.getLast().detail()).contains("Input/output error");
      assertThat(told.getLast().claim()).isEmpty();
      assertThat(talk.othersRecording()).isEqualTo(OptionalInt.of(1));
      world.pass(Duration.ofMinutes(1));
      assertThat(talk.othersRecording()).isEqualTo(OptionalInt.empty());
    }
  }

  @Test
  void a_gateway_leaves_if_another_one_answers_what_it_would_refuse() {
    var strict =
        Routes.of(List.of(LogWorld.service(AuditFailure.FAIL_CLOSED, LogWorld.HALF_A_YEAR)));
    var lenient =
        Routes.of(List.of(LogWorld.service(AuditFailure.FAIL_OPEN, LogWorld.HALF_A_YEAR)));
    assertThat(Rotation.leaves(strict, OptionalInt.of(1))).isTrue();
    assertThat(Rotation.leaves(strict, OptionalInt.of(0))).isFalse();
    assertThat(Rotation.leaves(strict, OptionalInt.empty())).isFalse();
    assertThat(Rotation.leaves(lenient, OptionalInt.of(1))).isFalse();
    assertThat(Rotation.leaves(Routes.none(), OptionalInt.of(1))).isFalse();
  }
}
