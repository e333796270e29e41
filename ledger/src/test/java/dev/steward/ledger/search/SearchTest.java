package dev.steward.ledger.search;

import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.check.Checked;
import dev.steward.ledger.World;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.note.Origin;
import dev.steward.ledger.note.SignerKey;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.volume.SimulatedVolume;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SearchTest {

  private final World world = new World("2026-01-01");
  private final SimulatedVolume volume = new SimulatedVolume();
  private final RecordId id = RecordId.random();

  @BeforeEach
  void live() throws Exception {
    try (var log = world.open(volume)) {
      for (var i = 0; i < 140; i++) {
        world.request(log, SHORT);
      }
      log.record(world.start(id), LONG);
      world.setDay("2026-01-02");
      log.record(world.end(id), LONG);
    }
  }

  private List<FoundRecord> find(String from, String to, Predicate<EvidenceRecord> wanted)
      throws Exception {
    return RecordSearch.find(
        volume, World.ROOT, LocalDate.parse(from), LocalDate.parse(to), wanted, 10);
  }

  @Test
  void records_are_found_by_what_is_in_them() throws Exception {
    assertThat(find("2026-01-01", "2026-01-02", record -> record.id().equals(id)))
        .extracting(found -> found.record().kind())
        .containsExactly(EntryKind.START, EntryKind.END);
    assertThat(find("2026-01-02", "2026-01-02", _ -> true)).hasSize(1);
    assertThat(find("2026-01-01", "2026-01-01", _ -> true))
        .hasSize(10)
        .extracting(FoundRecord::index)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void what_was_destroyed_is_found_no_more() throws Exception {
    world.setDay("2026-01-07");
    try (var log = world.open(volume)) {
      log.purge(world.clocks(), Optional.empty());
    }
    assertThat(find("2026-01-01", "2026-01-01", _ -> true)).hasSize(1);
    assertThat(find("2026-01-07", "2026-01-07", _ -> true))
        .extracting(found -> found.record().kind())
        .containsExactly(EntryKind.PURGE_INTENT, EntryKind.PURGE_RECEIPT);
  }

  @Test
  void entries_are_proven_by_their_id() throws Exception {
    var proofs = InclusionProof.of(volume, List.of(World.KEY.verifier()), id);
    assertThat(proofs)
        .extracting(proof -> proof.entry().kind())
        .containsExactly(EntryKind.START, EntryKind.END);
    assertThat(proofs).allMatch(InclusionProof::holds);
    assertThat(proofs.getLast().text())
        .startsWith("c2sp.org/tlog-proof@v1\nextra ")
        .contains("\nindex 281\n")
        .endsWith(new String(volume.read("log/checkpoint").orElseThrow(), StandardCharsets.UTF_8));
    assertThat(InclusionProof.of(volume, List.of(World.KEY.verifier()), RecordId.random()))
        .isEmpty();
  }

  private String proof() throws Exception {
    return InclusionProof.of(volume, List.of(World.KEY.verifier()), id).stream()
        .map(InclusionProof::text)
        .collect(Collectors.joining());
  }

  private static Checked<List<InclusionProof>> read(String proof) {
    return ProofReader.read("proof", proof, List.of(World.KEY.verifier()));
  }

  @Test
  void proofs_are_checked_without_the_log() throws Exception {
    assertThat(read(proof())).isInstanceOf(Checked.Valid.class);
    assertThat(read(proof()).orThrow(wrong -> new IllegalStateException(wrong.message())))
        .extracting(InclusionProof::index)
        .containsExactly(280L, 281L);
  }

  @Test
  void a_proof_of_which_a_byte_was_changed_doesn_t_hold() throws Exception {
    var proof = proof();
    var random = new Random(1);
    for (var i = 0; i < 400; i++) {
      var at = random.nextInt(proof.length());
      var changed = proof.charAt(at) == 'A' ? 'B' : 'A';
      var other = proof.substring(0, at) + changed + proof.substring(at + 1);
      assertThat(read(other)).as(other).isInstanceOf(Checked.Invalid.class);
    }
  }

  @Test
  void what_is_no_proof_or_isn_t_signed_by_a_given_key_is_refused() throws Exception {
    var whole = proof();
    for (var i = 0; i < whole.length(); i += 7) {
      var cut = whole.substring(0, i);
      var one = whole.lastIndexOf(InclusionProof.HEADER);
      assertThat(read(cut)).isInstanceOf(i == one ? Checked.Valid.class : Checked.Invalid.class);
    }
    assertThat(read("before " + whole)).isInstanceOf(Checked.Invalid.class);
    var another = SignerKey.generate(new Origin("example.com/gateway-0")).verifier();
    assertThat(ProofReader.read("proof", whole, List.of(another)))
        .isInstanceOf(Checked.Invalid.class);
  }

  @Test
  void what_isnt_part_of_the_signed_log_is_not_proven() throws Exception {
    var bundle = volume.read("log/tile/0/001.p/26").orElseThrow();
    bundle[1] ^= 1;
    volume.put("log/tile/0/001.p/26", bundle);
    assertThatThrownBy(() -> InclusionProof.of(volume, List.of(World.KEY.verifier()), id))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("isn't part of what was signed");
  }
}
