package dev.steward.ledger.follow;

import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.ledger.World;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.record.ContentPart;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.search.FoundRecord;
import dev.steward.ledger.volume.SimulatedVolume;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FollowerTest {

  private final World world = new World("2026-01-01");
  private final SimulatedVolume volume = new SimulatedVolume();
  private final Follower follower = new Follower(volume, World.ROOT);

  /** All there is, in steps, as whoever follows reads it. */
  private List<FoundRecord> all(Follower by, long size, int step) throws Exception {
    var records = new ArrayList<FoundRecord>();
    for (var next = 0L; next < size; ) {
      var stretch = by.next(next, size, step);
      assertThat(stretch.unreadable()).isZero();
      records.addAll(stretch.records());
      next = stretch.next();
    }
    return records;
  }

  private static List<Long> indices(List<FoundRecord> records) {
    return records.stream().map(FoundRecord::index).toList();
  }

  private long grown(int requests) throws Exception {
    try (var log = world.open(volume)) {
      for (var i = 0; i < requests; i++) {
        world.request(log, i % 3 == 0 ? SHORT : LONG);
      }
      return log.size();
    }
  }

  @Test
  void every_record_comes_once_in_the_order_of_the_log() throws Exception {
    var size = grown(400);
    for (var step : List.of(1, 7, 256, 10_000)) {
      assertThat(indices(all(new Follower(volume, World.ROOT), size, step)))
          .isEqualTo(LongStream.range(0, size).boxed().toList());
    }
  }

  @Test
  void what_comes_later_in_other_journals_and_days_is_found_too() throws Exception {
    var first = grown(20);
    assertThat(follower.next(0, first, 1000).next()).isEqualTo(first);
    world.setDay("2026-01-02");
    var second = grown(1000);
    world.setDay("2026-01-03");
    var third = grown(20);
    assertThat(follower.next(first, second, 100_000).records()).hasSize((int) (second - first));
    assertThat(follower.next(second, third, 100_000).records()).hasSize((int) (third - second));
  }

  @Test
  void who_begins_in_the_middle_finds_the_same() throws Exception {
    var size = grown(2000);
    for (var from = 1L; from < size; from += 711) {
      var stretch = new Follower(volume, World.ROOT).next(from, size, 10);
      assertThat(indices(stretch.records())).hasSize(10).startsWith(from);
    }
  }

  @Test
  void content_is_passed_over_and_what_is_kept_for_good_is_not() throws Exception {
    var id = RecordId.random();
    long size;
    try (var log = world.open(volume)) {
      log.record(world.start(id), LONG);
      log.submit(
              new ContentPart(id, world.instant(), 0, new byte[9], new byte[9], Optional.empty()),
              LONG)
          .join();
      log.record(world.end(id), LONG);
      log.submit(new Gap(RecordId.random(), world.instant(), world.instant(), 1, new Word("x")))
          .join();
      size = log.size();
    }
    assertThat(all(follower, size, 10).stream().map(found -> found.record().kind()))
        .containsExactly(EntryKind.START, EntryKind.END, EntryKind.GAP);
  }

  @Test
  void what_was_destroyed_meanwhile_is_counted() throws Exception {
    grown(3);
    world.setDay("2026-01-07");
    long size;
    try (var log = world.open(volume)) {
      log.purge(world.clocks(), Optional.empty());
      size = log.size();
    }
    var stretch = follower.next(0, size, 100);
    assertThat(stretch.destroyed()).isEqualTo(2);
    assertThat(stretch.unreadable()).isZero();
    assertThat(stretch.records()).hasSize(4 + 2);
  }

  @Test
  void what_is_damaged_or_missing_is_counted_and_the_rest_comes() throws Exception {
    var size = grown(6);
    var file = "records/" + SHORT.text() + "/2026-01-01/000000000001.records";
    var bytes = volume.read(file).orElseThrow();
    bytes[bytes.length - 1] ^= 1;
    volume.put(file, bytes);
    var stretch = follower.next(0, size, 100);
    assertThat(stretch.unreadable()).isEqualTo(1);
    assertThat(stretch.records()).hasSize(11);
    volume.delete(file);
    assertThat(new Follower(volume, World.ROOT).next(0, size, 100).unreadable()).isEqualTo(4);
  }

  @Test
  void who_fails_on_the_way_goes_on_where_he_was() throws Exception {
    var size = grown(300);
    var left = new AtomicInteger(40);
    var failing =
        new VolumeReader() {
          @Override
          public Optional<byte[]> read(String file) throws IOException {
            if (left.getAndDecrement() == 0) {
              throw new IOException("now");
            }
            return volume.read(file);
          }

          @Override
          public List<String> list(String folder) {
            return volume.list(folder);
          }

          @Override
          public String place() {
            return volume.place();
          }
        };
    var by = new Follower(failing, World.ROOT);
    assertThatThrownBy(() -> all(by, size, 10)).isInstanceOf(IOException.class);
    assertThat(all(by, size, 10)).hasSize((int) size);
  }

  /** In an object store each read is a call. */
  @Test
  void the_end_of_a_file_isnt_read_again_for_each_of_its_records() throws Exception {
    var size = grown(60);
    var reads = new ArrayList<String>();
    var counting =
        new VolumeReader() {
          @Override
          public Optional<byte[]> read(String file) throws IOException {
            reads.add(file);
            return volume.read(file);
          }

          @Override
          public List<String> list(String folder) {
            return volume.list(folder);
          }

          @Override
          public String place() {
            return volume.place();
          }
        };
    assertThat(all(new Follower(counting, World.ROOT), size, 1000)).hasSize((int) size);
    var files = reads.stream().filter(file -> file.endsWith(".records")).toList();
    assertThat(files).hasSizeLessThanOrEqualTo(2 * (int) files.stream().distinct().count());
  }
}
