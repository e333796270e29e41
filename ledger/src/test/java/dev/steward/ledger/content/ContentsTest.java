package dev.steward.ledger.content;

import static dev.steward.ledger.World.LONG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.Purge;
import dev.steward.ledger.World;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.record.ContentEnd;
import dev.steward.ledger.record.ContentEnd.Kept;
import dev.steward.ledger.retain.Retention;
import dev.steward.ledger.search.ContentSearch;
import dev.steward.ledger.search.FoundContent;
import dev.steward.ledger.verify.Verifier;
import dev.steward.ledger.volume.FolderReader;
import dev.steward.ledger.volume.SimulatedVolume;
import dev.steward.ledger.volume.SimulatedVolume.Fate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentsTest {

  private static final Retention DAYS = Retention.between(Period.ZERO, Period.ofDays(3));
  private static final ContentLimits SMALL =
      new ContentLimits(1000, 100, Duration.ofMinutes(1), 50_000, 300);

  private final World world = new World("2026-01-01");
  private final SimulatedVolume volume = new SimulatedVolume();
  private final RecordId id = RecordId.random();

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private Contents contents(EvidenceLog log, ContentLimits limits) {
    return new Contents(log, limits, () -> true, world);
  }

  private Content begin(EvidenceLog log, Contents contents, RecordId of) throws Exception {
    return contents.begin(of, log.submit(world.start(of), LONG), DAYS);
  }

  private FoundContent found(RecordId of) throws Exception {
    return ContentSearch.find(volume, World.ROOT, of).orElseThrow();
  }

  private void isSound() throws Exception {
    assertThat(Verifier.verify(volume, world.evidence().with(World.ROOT)).findings()).isEmpty();
  }

  @Test
  void a_small_request_and_its_answer_are_one_part_found_by_the_records_id() throws Exception {
    try (var log = world.open(volume);
        var contents = contents(log, ContentLimits.DEFAULT)) {
      var content = begin(log, contents, id);
      content.request(text("What is on "));
      content.request(text("the mat?"));
      content.answer(text("A cat."));
      content.end(world.end(id), LONG).join();
      assertThat(contents.inMemory()).isZero();
      world.request(log, LONG);
    }
    var found = found(id);
    assertThat(new String(found.request(), UTF_8)).isEqualTo("What is on the mat?");
    assertThat(new String(found.answer(), UTF_8)).isEqualTo("A cat.");
    assertThat(found.end()).contains(new ContentEnd(19, 6, Kept.WHOLE));
    assertThat(found.missing()).isZero();
    assertThat(world.verified(volume).entries()).containsEntry(EntryKind.CONTENT, 1L);
    assertThat(ContentSearch.find(volume, World.ROOT, RecordId.random())).isEmpty();
    isSound();
  }

  @Test
  void a_buffer_that_went_by_is_as_it_was() throws Exception {
    try (var log = world.open(volume);
        var contents = contents(log, SMALL)) {
      var buffer = text("as it was");
      begin(log, contents, id).answer(buffer);
      assertThat(buffer.remaining()).isEqualTo(9);
    }
  }

  @Test
  void a_stream_is_kept_part_by_part_in_its_order() throws Exception {
    var answer = new byte[950];
    new Random(1).nextBytes(answer);
    try (var log = world.open(volume);
        var contents = contents(log, SMALL)) {
      var content = begin(log, contents, id);
      for (var at = 0; at < answer.length; at += 19) {
        content.answer(ByteBuffer.wrap(answer, at, 19));
      }
      content.end(world.end(id), LONG).join();
    }
    assertThat(found(id).answer()).isEqualTo(answer);
    assertThat(world.verified(volume).entries()).containsEntry(EntryKind.CONTENT, 10L);
    isSound();
  }

  @Test
  void more_than_is_kept_of_one_request_is_left_out_and_said_so() throws Exception {
    try (var log = world.open(volume);
        var contents = contents(log, SMALL)) {
      var content = begin(log, contents, id);
      content.request(ByteBuffer.wrap(new byte[700]));
      content.answer(ByteBuffer.wrap(new byte[700]));
      content.end(world.end(id), LONG).join();
    }
    var found = found(id);
    assertThat(found.request()).hasSize(700);
    assertThat(found.answer()).hasSize(300);
    assertThat(found.end()).contains(new ContentEnd(700, 700, Kept.TOO_LARGE));
    isSound();
  }

  @Test
  void what_there_is_no_memory_for_is_left_out_and_said_so() throws Exception {
    var limits = new ContentLimits(1000, 100, Duration.ofMinutes(1), 150, 300);
    var other = RecordId.random();
    try (var log = world.open(volume);
        var contents = contents(log, limits)) {
      var waiting = begin(log, contents, id);
      waiting.request(ByteBuffer.wrap(new byte[90]));
      var late = begin(log, contents, other);
      late.request(ByteBuffer.wrap(new byte[90]));
      late.end(world.end(other), LONG).join();
      waiting.end(world.end(id), LONG).join();
      assertThat(contents.inMemory()).isZero();
    }
    assertThat(found(id).end()).contains(new ContentEnd(90, 0, Kept.WHOLE));
    assertThat(found(other).request()).isEmpty();
    assertThat(found(other).end()).contains(new ContentEnd(90, 0, Kept.TOO_SLOW));
    isSound();
  }

  @Test
  void a_volume_that_gets_full_keeps_no_more() throws Exception {
    var room = new AtomicBoolean(true);
    try (var log = world.open(volume);
        var contents = new Contents(log, SMALL, room::get, world)) {
      var content = begin(log, contents, id);
      content.request(ByteBuffer.wrap(new byte[60]));
      room.set(false);
      content.answer(ByteBuffer.wrap(new byte[60]));
      content.end(world.end(id), LONG).join();
    }
    assertThat(found(id).end()).contains(new ContentEnd(60, 60, Kept.NO_ROOM));
    assertThat(found(id).answer()).isEmpty();
  }

  @Test
  void a_crash_in_the_middle_leaves_the_parts_that_were_durable() throws Exception {
    SimulatedVolume after;
    try (var log = world.open(volume);
        var contents = contents(log, SMALL)) {
      var content = begin(log, contents, id);
      content.request(ByteBuffer.wrap(new byte[250]));
      var other = RecordId.random();
      // What is behind the parts in the log's order is durable after them.
      begin(log, contents, other).end(world.end(other), LONG).join();
      after = volume.afterPowerLoss(Fate.LOST, new Random(1));
    }
    world.open(after).close();
    var found = ContentSearch.find(after, World.ROOT, id).orElseThrow();
    assertThat(found.request()).hasSize(200);
    assertThat(found.end()).isEmpty();
    var report = Verifier.verify(after, world.evidence().with(World.ROOT));
    assertThat(report.findings()).isEmpty();
    assertThat(report.entries()).containsEntry(EntryKind.INTERRUPTED, 1L);
  }

  @Test
  void content_goes_with_a_receipt_while_its_records_stay() throws Exception {
    try (var log = world.open(volume);
        var contents = contents(log, SMALL)) {
      var content = begin(log, contents, id);
      content.request(text("my name is Ada"));
      content.end(world.end(id), LONG).join();
      world.setDay("2026-01-05");
      var purge = (Purge.Done) log.purge(world.clocks(), Optional.empty());
      assertThat(purge.purged()).hasSize(1);
      assertThat(purge.purged().getFirst().bucket().path())
          .isEqualTo("content-min-P0D.max-P3D/2026-01-01");
    }
    assertThat(ContentSearch.find(volume, World.ROOT, id)).isEmpty();
    var report = Verifier.verify(volume, world.evidence().with(World.ROOT));
    assertThat(report.findings()).isEmpty();
    assertThat(report.decrypted()).isEqualTo(2);
    world.setDay("2026-01-04");
    assertThat(world.verified(volume).findings()).isEmpty();
  }

  @Test
  void content_that_is_overdue_is_told() throws Exception {
    try (var log = world.open(volume);
        var contents = contents(log, SMALL)) {
      begin(log, contents, id).end(world.end(id), LONG).join();
    }
    world.setDay("2026-01-06");
    assertThat(world.verified(volume).findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.check().text()).isEqualTo("overdue");
          assertThat(finding.place()).startsWith("content-");
        });
  }

  private static boolean holds(Path folder, String text) throws Exception {
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (bytes.contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void a_raw_scan_of_the_volume_finds_no_known_text_before_its_purge_or_after(@TempDir Path folder)
      throws Exception {
    var canary = "canary-7f3a90c1";
    try (var log = EvidenceLog.open(folder, world.settings());
        var contents = contents(log, SMALL)) {
      var content = begin(log, contents, id);
      IntStream.range(0, 40).forEach(_ -> content.answer(text(canary)));
      // Of a log that is running only the journal stays where it is.
      assertThat(holds(folder.resolve("journal"), canary)).isFalse();
      content.end(world.end(id), LONG).join();
      log.hurry();
    }
    assertThat(holds(folder, canary)).isFalse();
    var found = ContentSearch.find(new FolderReader(folder), World.ROOT, id).orElseThrow();
    assertThat(new String(found.answer(), UTF_8)).contains(canary);
    byte[] key =
        Files.readAllBytes(folder.resolve("keys/content-" + DAYS.text() + "/2026-01-01.key"));
    var wrapped = new String(Arrays.copyOfRange(key, 60, 100), StandardCharsets.ISO_8859_1);
    assertThat(holds(folder, wrapped)).isTrue();
    world.setDay("2026-01-05");
    try (var log = EvidenceLog.open(folder, world.settings())) {
      log.purge(world.clocks(), Optional.empty());
    }
    assertThat(holds(folder, canary)).isFalse();
    assertThat(holds(folder, wrapped)).isFalse();
  }

  @Test
  void many_requests_at_once_keep_theirs_apart() throws Exception {
    var ids = IntStream.range(0, 60).mapToObj(_ -> RecordId.random()).toList();
    try (var log = world.open(volume);
        var contents =
            contents(log, new ContentLimits(1 << 20, 100, Duration.ZERO, 16 << 20, 300));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          ids.stream()
              .<Future<?>>map(one ->
                  threads.submit(() -> {
                    var content = begin(log, contents, one);
                    for (var i = 0; i < 20; i++) {
                      content.request(text("q" + one));
                      content.answer(text("a" + one));
                    }
                    return content.end(world.end(one), LONG).join();
                  }))
              .toList();
      for (var one : all) {
        one.get();
      }
    }
    for (var one : ids) {
      assertThat(new String(found(one).request(), UTF_8)).isEqualTo(("q" + one).repeat(20));
      assertThat(new String(found(one).answer(), UTF_8)).isEqualTo(("a" + one).repeat(20));
    }
    isSound();
  }

  @Test
  void a_volume_that_fails_fails_the_end_and_holds_nobody() throws Exception {
    try (var log = world.open(volume)) {
      var contents = contents(log, SMALL);
      var content = begin(log, contents, id);
      volume.failingAt(volume.steps(), "input/output error");
      content.request(ByteBuffer.wrap(new byte[1000]));
      var end = content.end(world.end(id), LONG);
      assertThatThrownBy(end::join).isInstanceOf(CompletionException.class);
      contents.close();
      assertThat(contents.inMemory()).isZero();
      var late = begin(log, contents, RecordId.random()).end(world.end(id), LONG);
      assertThatThrownBy(late::join).hasMessageContaining("closed");
    }
  }

  @Test
  void content_comes_behind_a_start_that_takes_its_time_and_not_without_one() throws Exception {
    try (var log = world.open(volume);
        var contents = contents(log, SMALL)) {
      var gate = new CompletableFuture<Void>();
      var content =
          contents.begin(id, gate.thenCompose(_ -> log.submit(world.start(id), LONG)), DAYS);
      content.request(ByteBuffer.wrap(new byte[500]));
      var end = content.end(world.end(id), LONG);
      gate.complete(null);
      end.join();
      var never =
          contents.begin(
              RecordId.random(),
              CompletableFuture.failedFuture(new IllegalStateException("no")),
              DAYS);
      never.request(ByteBuffer.wrap(new byte[500]));
      assertThatThrownBy(never.end(world.end(id), LONG)::join).hasMessageContaining("no");
      assertThat(contents.inMemory()).isZero();
    }
    assertThat(found(id).request()).hasSize(500);
    isSound();
  }
}
