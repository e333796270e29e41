package dev.steward.gateway.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.EvidenceSettings;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.keys.InstallationSecret;
import dev.steward.ledger.log.LogSettings;
import dev.steward.ledger.record.RequestStart;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.retain.Retention;
import dev.steward.ledger.verify.Report;
import dev.steward.ledger.verify.Verifier;
import dev.steward.ledger.volume.FolderReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptionTest {
  private static final String GATEWAY = "steward-gateway-2";
  private static final Instant THEN = Instant.parse("2026-11-26T10:00:00Z");
  private static final Instant DUE = Instant.parse("2026-12-02T00:10:00Z");

  @TempDir Path root;
  private Evidence.Place place = new Evidence.Place(Path.of(""), Path.of(""));
  private Optional<InstallationSecret> keys = Optional.empty();

  @BeforeEach
  void recordAndScaleAway() throws Exception {
    place = new Evidence.Place(root.resolve("volume"), root.resolve("secret"));
    Files.createDirectory(place.secret());
    var texts = InstallationSecret.generate(Optional.empty());
    for (var text : texts.entrySet()) {
      Files.writeString(place.secret().resolve(text.getKey()), text.getValue());
    }
    var secret =
        InstallationSecret.parse("secret", name -> Optional.ofNullable(texts.get(name)))
            .orThrow(wrong -> new IllegalStateException(wrong.message()));
    keys = Optional.of(secret);
    try (var log = open(InstantSource.fixed(THEN))) {
      var word = new Word("x");
      log.record(
          new RequestStart(
              RecordId.random(),
              THEN,
              1,
              word,
              word,
              word,
              word,
              word,
              word,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()),
          Retention.between(Period.ZERO, Period.ofDays(5)));
    }
  }

  private EvidenceLog open(InstantSource clock) throws Exception {
    var secret = keys.orElseThrow();
    return EvidenceLog.open(
        place.log(),
        new EvidenceSettings(LogSettings.of(secret.signer(GATEWAY)), secret.root(), clock));
  }

  private Adoption adopt(Instant now) {
    return adopt(now, () -> now, Witnessed.none());
  }

  private Adoption adopt(Instant now, OtherClock other, Witnessed witnessed) {
    return Adoption.of(place, GATEWAY, InstantSource.fixed(now), other, witnessed);
  }

  private Report verified(Instant now) throws IOException {
    return Verifier.verify(
        new FolderReader(place.log()),
        dev.steward.ledger.verify.Evidence.of(
            List.of(keys.orElseThrow().signer(GATEWAY).verifier()),
            LocalDate.ofInstant(now, ZoneOffset.UTC)));
  }

  @Test
  void what_is_due_is_destroyed_with_a_receipt_of_the_logs_own_key() throws Exception {
    assertThat(adopt(THEN)).isEqualTo(new Adoption.Done(0));
    assertThat(verified(DUE.plusSeconds(200_000)).sound()).isFalse();
    assertThat(adopt(DUE)).isEqualTo(new Adoption.Done(1));
    assertThat(adopt(DUE)).isEqualTo(new Adoption.Done(0));
    var report = verified(DUE.plusSeconds(200_000));
    assertThat(report.findings()).isEmpty();
    assertThat(report.receipts()).hasSize(1);
  }

  @Test
  void its_gateway_goes_on_where_it_was() throws Exception {
    assertThat(adopt(DUE)).isEqualTo(new Adoption.Done(1));
    try (var log = open(InstantSource.fixed(DUE))) {
      assertThat(log.size()).isEqualTo(4);
    }
    assertThat(verified(DUE).findings()).isEmpty();
  }

  @Test
  void a_log_that_its_gateway_has_again_is_left_to_it() throws Exception {
    try (var _ = open(InstantSource.fixed(DUE))) {
      assertThat(adopt(DUE))
          .isInstanceOfSatisfying(
              Adoption.NotDone.class, end -> assertThat(end.why()).contains("another process"));
    }
  }

  @Test
  void nothing_is_destroyed_by_one_clocks_word() throws Exception {
    assertThat(adopt(DUE, () -> THEN, Witnessed.none())).isInstanceOf(Adoption.NotDone.class);
    OtherClock none =
        () -> {
          throw new IOException("the API server doesn't answer");
        };
    assertThat(adopt(DUE, none, Witnessed.none()))
        .isEqualTo(new Adoption.NotDone("the API server doesn't answer"));
    assertThat(verified(DUE).receipts()).isEmpty();
  }

  @Test
  void a_log_that_was_cut_is_left_as_it_is() throws Exception {
    assertThat(adopt(DUE)).isEqualTo(new Adoption.Done(1));
    var grown = Files.readString(place.log().resolve("log/checkpoint"));
    try (var files = Files.walk(place.log())) {
      for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    assertThat(adopt(DUE, () -> DUE, name -> Optional.of(grown)))
        .isInstanceOfSatisfying(
            Adoption.NotDone.class,
            end -> assertThat(end.why()).contains("doesn't contain the witnessed log"));
  }
}
