package dev.steward.ledger.search;

import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.World;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.volume.SimulatedVolume;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordFamilyTest {

  private static final LocalDate FIRST = LocalDate.parse("2026-01-01");
  private static final LocalDate LAST = LocalDate.parse("2026-01-02");

  private final World world = new World("2026-01-01");
  private final SimulatedVolume volume = new SimulatedVolume();
  private final RecordId task = RecordId.of(UUID.randomUUID());
  private final RecordId maker = RecordId.random();
  private final RecordId item = RecordId.random();
  private final RecordId sibling = RecordId.random();
  private final RecordId part = RecordId.random();

  /**
   * A task of two items, one of them cut a day later; a request and another task that are nothing
   * to it.
   */
  @BeforeEach
  void live() throws Exception {
    try (var log = world.open(volume)) {
      world.request(log, LONG);
      log.record(world.start(maker), LONG);
      begin(log, task, maker);
      log.record(world.end(maker), LONG);
      begin(log, RecordId.random(), RecordId.of(UUID.randomUUID()));
      log.record(world.start(task).part(item, world.instant(), 1), SHORT);
      log.record(world.start(task).part(sibling, world.instant(), 1), SHORT);
      world.setDay("2026-01-02");
      log.record(world.start(item).part(part, world.instant(), 1), SHORT);
      log.record(world.end(part), SHORT);
      log.record(world.end(item), SHORT);
      world.request(log, SHORT);
    }
  }

  private void begin(EvidenceLog log, RecordId id, RecordId parent) throws LedgerException {
    log.record(world.start(parent).part(id, world.instant(), 1), LONG);
  }

  private List<RecordId> found(RecordId head, LocalDate to) throws Exception {
    var family = RecordFamily.find(volume, World.ROOT, head, FIRST, to);
    return RecordSearch.find(volume, World.ROOT, FIRST, to, family::has, 100).stream()
        .map(found -> found.record().id())
        .toList();
  }

  @Test
  void a_task_has_who_made_it_its_items_and_their_parts() throws Exception {
    assertThat(found(task, LAST))
        .containsExactly(maker, task, maker, item, sibling, part, part, item);
    assertThat(found(task, FIRST)).containsExactly(maker, task, maker, item, sibling);
  }

  @Test
  void an_item_has_its_parts_and_not_its_siblings() throws Exception {
    assertThat(found(item, LAST)).containsExactly(task, item, part, part, item);
  }

  @Test
  void who_belongs_to_nobody_is_alone() throws Exception {
    assertThat(found(RecordId.random(), LAST)).isEmpty();
  }

  @Test
  void more_than_can_be_told_apart_is_told() {
    assertThatThrownBy(() -> RecordFamily.find(volume, World.ROOT, task, FIRST, LAST, 2))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("ask for fewer days");
  }
}
