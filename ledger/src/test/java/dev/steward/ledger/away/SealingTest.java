package dev.steward.ledger.away;

import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.Purge;
import dev.steward.ledger.World;
import dev.steward.ledger.away.FickleDepot.Mood;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.follow.Follower;
import dev.steward.ledger.search.RecordSearch;
import dev.steward.ledger.verify.Check;
import dev.steward.ledger.verify.Finding;
import dev.steward.ledger.verify.Report;
import dev.steward.ledger.volume.Depot;
import dev.steward.ledger.volume.FolderReader;
import dev.steward.ledger.volume.FolderVolume;
import dev.steward.ledger.volume.SimulatedVolume;
import dev.steward.ledger.volume.SimulatedVolume.Fate;
import dev.steward.ledger.volume.SimulatedVolume.PowerLoss;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SealingTest {

  private static final int REQUESTS = 600;
  private static final int ENTRIES = 2 * REQUESTS;

  private final World world = new World("2026-01-01");
  private final SimulatedVolume volume = new SimulatedVolume();
  private final FickleDepot depot = new FickleDepot();

  private EvidenceLog open(Volume on, Depot to) throws LedgerException {
    return EvidenceLog.open(on, world.settings().with(to));
  }

  /** A log with several journals that are over, on a volume alone. */
  private void recorded(Volume on) throws LedgerException {
    try (var log = world.open(on)) {
      for (var i = 0; i < REQUESTS; i++) {
        world.request(log, i % 3 == 0 ? LONG : SHORT);
      }
    }
  }

  /** Until nothing more may leave, or something fails. */
  private static Departed sealed(EvidenceLog log) {
    var sum = new Departed(0, 0, false, Optional.empty());
    while (true) {
      var step = log.seal(Instant.MAX);
      sum =
          new Departed(
              sum.files() + step.files(), sum.bytes() + step.bytes(), false, step.problem());
      if (!step.more() || step.problem().isPresent()) {
        return sum;
      }
    }
  }

  private Departed sealed(Volume on, Depot to) throws LedgerException {
    try (var log = open(on, to)) {
      return sealed(log);
    }
  }

  private static AwayReader both(Volume here, Depot there) {
    return new AwayReader(here, there);
  }

  private static Set<Check> wrong(Report report) {
    return report.findings().stream().map(Finding::check).collect(Collectors.toSet());
  }

  @Test
  void what_is_written_no_more_leaves_and_the_log_is_as_sound_as_before() throws Exception {
    recorded(volume);
    var before = volume.files().values().stream().mapToLong(bytes -> bytes.length).sum();
    var departed = sealed(volume, depot);
    assertThat(departed.problem()).isEmpty();
    assertThat(departed.files()).isEqualTo(depot.objects().size());
    assertThat(departed.bytes())
        .isEqualTo(depot.objects().values().stream().mapToLong(bytes -> bytes.length).sum());
    assertThat(depot.objects().keySet())
        .contains("log/tile/entries/000", "log/tile/0/002")
        .doesNotContain("log/tile/entries/003", "log/tile/0/003")
        .noneMatch(name -> name.startsWith("keys") || name.contains("kept"));
    assertThat(volume.files()).doesNotContainKeys(depot.objects().keySet().toArray(String[]::new));
    assertThat(before).isPositive();

    var report = world.verified(both(volume, depot));
    assertThat(report.findings()).isEmpty();
    assertThat(report.records()).isEqualTo(ENTRIES);
    assertThat(wrong(world.verified(volume))).contains(Check.FILES);
  }

  @Test
  void what_left_is_found_and_followed_as_if_it_were_here() throws Exception {
    recorded(volume);
    var _ = sealed(volume, depot);
    var day = LocalDate.of(2026, 1, 1);
    assertThat(RecordSearch.find(both(volume, depot), World.ROOT, day, day, _ -> true, 10_000))
        .hasSize(ENTRIES);
    var stretch = new Follower(both(volume, depot), World.ROOT).next(0, ENTRIES, ENTRIES);
    assertThat(stretch.records()).hasSize(ENTRIES);
    assertThat(stretch.unreadable()).isZero();
  }

  @Test
  void a_log_goes_on_behind_what_left_and_more_leaves() throws Exception {
    recorded(volume);
    var _ = sealed(volume, depot);
    try (var log = open(volume, depot)) {
      assertThat(log.consistency(300, ENTRIES)).isNotEmpty();
      for (var i = 0; i < REQUESTS; i++) {
        world.request(log, LONG);
      }
    }
    var again = sealed(volume, depot);
    assertThat(again.problem()).isEmpty();
    assertThat(again.files()).isPositive();
    var report = world.verified(both(volume, depot));
    assertThat(report.findings()).isEmpty();
    assertThat(report.records()).isEqualTo(2 * ENTRIES);
  }

  @Test
  void what_was_written_lately_stays() throws Exception {
    recorded(volume);
    try (var log = open(volume, depot)) {
      assertThat(log.seal(Instant.EPOCH)).isEqualTo(new Departed(0, 0, false, Optional.empty()));
    }
    assertThat(depot.objects()).isEmpty();
  }

  @Test
  void what_the_journal_holds_stays() throws Exception {
    try (var log = open(volume, depot)) {
      for (var i = 0; i < 20; i++) {
        world.request(log, LONG);
      }
      assertThat(sealed(log).files()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mood.class,
      names = {"AWAY", "FORGETTING", "HALVING", "GARBLING", "TAKING_AND_FAILING"})
  void nothing_leaves_for_a_store_that_cannot_be_trusted(Mood mood) throws Exception {
    recorded(volume);
    try (var log = open(volume, depot.in(mood))) {
      var departed = sealed(log);
      assertThat(departed.problem()).isPresent();
      assertThat(departed.files()).isZero();
    }
    assertThat(world.verified(volume).findings()).isEmpty();
    if (mood != Mood.HALVING) {
      assertThat(sealed(volume, depot.in(Mood.WELL)).problem()).isEmpty();
      assertThat(world.verified(both(volume, depot)).findings()).isEmpty();
    }
  }

  @Test
  void what_lies_there_already_is_never_overwritten() throws Exception {
    recorded(volume);
    depot.put("log/tile/entries/000", new byte[] {1, 2, 3});
    var departed = sealed(volume, depot);
    assertThat(departed.problem().orElseThrow())
        .contains("s3://evidence/gateway-0/log/tile/entries/000", "nothing is overwritten");
    assertThat(depot.objects().get("log/tile/entries/000")).containsExactly(1, 2, 3);
    assertThat(world.verified(both(volume, depot)).findings()).isEmpty();
  }

  @Test
  void a_damaged_file_stays_and_others_leave() throws Exception {
    recorded(volume);
    var first = volume.list("records/" + LONG.text() + "/2026-01-01").getFirst();
    var file = "records/" + LONG.text() + "/2026-01-01/" + first;
    volume.put(file, new byte[] {1, 2, 3});
    var departed = sealed(volume, depot);
    assertThat(departed.problem().orElseThrow()).contains(file, "is damaged");
    assertThat(depot.objects().keySet())
        .doesNotContain(file)
        .anyMatch(name -> name.startsWith("records/" + SHORT.text()));
  }

  @Test
  void another_place_is_refused_while_files_are_at_the_first() throws Exception {
    recorded(volume);
    var _ = sealed(volume, depot);
    volume.replace(
        "sealed/place",
        "s3://elsewhere/gateway-0\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(sealed(volume, depot).problem().orElseThrow())
        .contains("s3://elsewhere/gateway-0", "s3://evidence/gateway-0");
    world.setDay("2026-01-10");
    try (var log = open(volume, depot)) {
      var done = (Purge.Done) log.purge(world.clocks(), Optional.empty());
      assertThat(done.purged()).isEmpty();
      assertThat(done.unfinished()).hasSize(1);
    }
  }

  @Test
  void what_is_due_is_destroyed_in_both_places_with_a_receipt_over_both() throws Exception {
    recorded(volume);
    var _ = sealed(volume, depot);
    world.setDay("2026-01-08");
    try (var log = open(volume, depot)) {
      var done = (Purge.Done) log.purge(world.clocks(), Optional.empty());
      assertThat(done.unfinished()).isEmpty();
      assertThat(done.purged().getFirst().count()).isEqualTo(2 * (REQUESTS - REQUESTS / 3));
    }
    assertThat(depot.objects().keySet()).noneMatch(name -> name.contains(SHORT.text()));
    var report = world.verified(both(volume, depot));
    assertThat(report.findings()).isEmpty();
    assertThat(report.receipts()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mood.class,
      names = {"AWAY", "KEEPING"})
  void a_store_that_is_away_keeps_the_receipt_back_and_not_the_key(Mood mood) throws Exception {
    recorded(volume);
    var _ = sealed(volume, depot);
    world.setDay("2026-01-08");
    depot.in(mood);
    // Opened again with the store away too: that mustn't need it.
    for (var life = 0; life < 2; life++) {
      try (var log = open(volume, depot)) {
        var done = (Purge.Done) log.purge(world.clocks(), Optional.empty());
        assertThat(done.purged()).isEmpty();
        assertThat(done.unfinished()).hasSize(1);
        world.request(log, LONG);
      }
    }
    assertThat(
            new String(
                volume.read("keys/" + SHORT.text() + "/2026-01-01.key").orElseThrow(),
                java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("destroyed\n");
    depot.in(Mood.WELL);
    assertThat(wrong(world.verified(both(volume, depot)))).contains(Check.UNFINISHED);
    try (var log = open(volume, depot)) {
      var done = (Purge.Done) log.purge(world.clocks(), Optional.empty());
      assertThat(done.purged()).hasSize(1);
    }
    assertThat(world.verified(both(volume, depot)).findings()).isEmpty();
  }

  @Test
  void without_its_depot_a_log_gives_no_receipt_for_what_left() throws Exception {
    recorded(volume);
    var _ = sealed(volume, depot);
    world.setDay("2026-01-08");
    try (var log = world.open(volume)) {
      var done = (Purge.Done) log.purge(world.clocks(), Optional.empty());
      assertThat(done.purged()).isEmpty();
      assertThat(done.unfinished().getFirst().why()).contains("s3://evidence/gateway-0");
    }
  }

  /** Two ways to end: within a change of the volume, and within a call of the depot. */
  private int life(SimulatedVolume on, FickleDepot to) throws Exception {
    try (var log = open(on, to)) {
      var _ = sealed(log);
      var _ = log.purge(world.clocks(), Optional.empty());
    } catch (LedgerException | PowerLoss e) {
      // It ended.
    }
    return on.steps();
  }

  private void livesOn(SimulatedVolume dying, FickleDepot there, int step) throws Exception {
    for (var fate : Fate.values()) {
      var after = dying.afterPowerLoss(fate, new Random(step));
      var store = there.again();
      try (var log = open(after, store)) {
        assertThat(sealed(log).problem()).as("step %d, %s", step, fate).isEmpty();
        var _ = log.purge(world.clocks(), Optional.empty());
      }
      var report = world.verified(both(after, store));
      assertThat(report.findings()).as("step %d, %s", step, fate).isEmpty();
      assertThat(report.receipts()).hasSize(1);
      assertThat(report.records()).isEqualTo(2 * REQUESTS / 3 + 2);
      assertThat(store.objects().keySet()).noneMatch(name -> name.contains(SHORT.text()));
      var twice = new TreeSet<>(store.objects().keySet());
      twice.retainAll(after.files().keySet());
      assertThat(twice).isEmpty();
    }
  }

  @Test
  void power_may_be_lost_at_any_step_of_leaving_and_of_destroying() throws Exception {
    recorded(volume);
    world.setDay("2026-01-05");
    var _ = sealed(volume.afterPowerLoss(Fate.KEPT, new Random(0)), new FickleDepot());
    var start = volume.afterPowerLoss(Fate.KEPT, new Random(0));
    var steps = lives(start.afterPowerLoss(Fate.KEPT, new Random(0)), depot.again());
    assertThat(steps).isGreaterThan(50);
    for (var step = 0; step < steps; step += 2) {
      world.setDay("2026-01-05");
      var dying = start.afterPowerLoss(Fate.KEPT, new Random(0)).losingPowerAt(step);
      var there = depot.again();
      var _ = lives(dying, there);
      livesOn(dying, there, step);
    }
  }

  /** First files leave, then the day comes. */
  private int lives(SimulatedVolume on, FickleDepot to) throws Exception {
    try (var log = open(on, to)) {
      var _ = sealed(log);
    } catch (LedgerException | PowerLoss e) {
      world.setDay("2026-01-08");
      return on.steps();
    }
    world.setDay("2026-01-08");
    return life(on, to);
  }

  @Test
  void the_process_may_end_at_any_call_of_the_store() throws Exception {
    recorded(volume);
    var start = volume.afterPowerLoss(Fate.KEPT, new Random(0));
    var counting = depot.again();
    world.setDay("2026-01-05");
    var _ = lives(start.afterPowerLoss(Fate.KEPT, new Random(0)), counting);
    assertThat(counting.steps()).isGreaterThan(20);
    for (var step = 0; step < counting.steps(); step++) {
      world.setDay("2026-01-05");
      var dying = start.afterPowerLoss(Fate.KEPT, new Random(0));
      var there = depot.again().losingPowerAt(step);
      var _ = lives(dying, there);
      livesOn(dying, there, step);
    }
  }

  @Test
  void once_it_is_closed_nothing_is_changed_on_its_volume() throws Exception {
    recorded(volume);
    var departure = new Departure(volume, depot);
    departure.end();
    var before = volume.steps();
    assertThat(
            departure
                .step(new dev.steward.ledger.log.Settled(ENTRIES, 99), Instant.MAX, _ -> true)
                .problem()
                .orElseThrow())
        .contains("closed");
    assertThat(volume.steps()).isEqualTo(before);
  }

  @Test
  void a_copy_that_was_brought_back_together_is_whole(@TempDir Path folder) throws Exception {
    recorded(FolderVolume.open(folder));
    var _ = sealed(FolderVolume.open(folder), depot);
    assertThat(wrong(world.verified(new FolderReader(folder)))).contains(Check.FILES);
    for (var object : depot.objects().entrySet()) {
      Files.write(folder.resolve(object.getKey()), object.getValue());
    }
    assertThat(world.verified(new FolderReader(folder)).findings()).isEmpty();
  }

  @Test
  void an_outsider_sees_what_was_changed_there() throws Exception {
    recorded(volume);
    var _ = sealed(volume, depot);
    var objects = depot.objects();
    for (var file : objects.keySet()) {
      var there = new FickleDepot();
      objects.forEach(there::put);
      var bytes = objects.get(file).clone();
      bytes[bytes.length / 2] ^= 1;
      there.put(file, bytes);
      assertThat(world.verified(both(volume, there)).findings()).as(file).isNotEmpty();
    }
  }

  @Test
  void the_oldest_bundles_are_found_in_their_order() throws IOException {
    var numbers = List.of(0L, 7L, 999L, 1000L, 1001L, 67_000L, 999_999L, 1_000_000L, 1_234_067L);
    for (var number : numbers) {
      volume.put(FullTiles.bundle(number), new byte[1]);
    }
    volume.put("log/tile/entries/x001/234.p/17", new byte[1]);
    assertThat(FullTiles.oldest(volume, 100)).isEqualTo(numbers);
    assertThat(FullTiles.oldest(volume, 4)).isEqualTo(numbers.subList(0, 4));
  }
}
