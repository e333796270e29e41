package dev.steward.ledger.verify;

import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.World;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.record.ContentPart;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.volume.SimulatedVolume;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody with the volume, and without keys, changes whatever can be changed. */
class HostileTest {

  private final World world = new World("2026-01-01");
  private final SimulatedVolume volume = new SimulatedVolume();

  /** A purge and its receipt, a gap, an interruption, content, three buckets. */
  @BeforeEach
  void live() throws Exception {
    try (var log = world.open(volume)) {
      world.request(log, SHORT);
      var interrupted = RecordId.random();
      log.record(world.start(interrupted), LONG);
      log.submit(
              new ContentPart(
                  interrupted, world.instant(), 0, new byte[40], new byte[9], Optional.empty()),
              LONG)
          .join();
    }
    world.setDay("2026-01-07");
    try (var log = world.open(volume)) {
      log.purge(world.clocks(), Optional.empty());
      world.request(log, SHORT);
      log.submit(
              new Gap(
                  RecordId.random(), world.instant(), world.instant(), 1, new Word("disk-full")))
          .join();
    }
    assertThat(world.verified(volume).findings()).isEmpty();
  }

  /** What an outsider relies on: all but the lock and the journal. */
  private Map<String, byte[]> evidence() {
    var files = new TreeMap<String, byte[]>();
    volume
        .files()
        .forEach((name, bytes) -> {
          if (name.matches("(log|records|keys)/.*")) {
            files.put(name, bytes.clone());
          }
        });
    return files;
  }

  private void isFound(String what) throws Exception {
    assertThat(world.verified(volume).sound()).as(what).isFalse();
  }

  private void eachWay(String name, byte[] whole, byte[] changed, String what) throws Exception {
    volume.put(name, changed);
    isFound(what + " of " + name);
    volume.put(name, whole);
  }

  @Test
  void every_flipped_byte_is_found() throws Exception {
    for (var file : evidence().entrySet()) {
      var whole = file.getValue();
      for (var at = 0; at < whole.length; at++) {
        var changed = whole.clone();
        changed[at] ^= (byte) (1 << at % 8);
        eachWay(file.getKey(), whole, changed, "byte " + at);
      }
    }
    assertThat(world.verified(volume).findings()).isEmpty();
  }

  @Test
  void bytes_left_out_and_put_in_are_found() throws Exception {
    for (var file : evidence().entrySet()) {
      var whole = file.getValue();
      for (var at = 0; at < whole.length; at += 29) {
        eachWay(file.getKey(), whole, Arrays.copyOf(whole, at), "the end from " + at);
        var without = Arrays.copyOf(whole, whole.length - 1);
        System.arraycopy(whole, at + 1, without, at, whole.length - at - 1);
        eachWay(file.getKey(), whole, without, "byte left out at " + at);
        var with = Arrays.copyOf(whole, whole.length + 1);
        System.arraycopy(whole, at, with, at + 1, whole.length - at);
        eachWay(file.getKey(), whole, with, "byte put in at " + at);
      }
    }
  }

  /** A partial file of an earlier checkpoint isn't needed any more. */
  private boolean isNeeded(String name) {
    return !name.contains(".p/") || name.endsWith(".p/" + size());
  }

  private long size() {
    return volume.list("log/tile/0/000.p").stream().mapToLong(Long::parseLong).max().orElse(0);
  }

  @Test
  void a_missing_file_is_found() throws Exception {
    for (var file : evidence().entrySet()) {
      if (isNeeded(file.getKey())) {
        volume.delete(file.getKey());
        isFound("absence of " + file.getKey());
        volume.put(file.getKey(), file.getValue());
      }
    }
  }

  @Test
  void files_in_each_others_place_are_found() throws Exception {
    var files = List.copyOf(evidence().entrySet());
    for (var one : files) {
      for (var other : files) {
        if (one.getKey().compareTo(other.getKey()) < 0
            && !Arrays.equals(one.getValue(), other.getValue())) {
          volume.put(one.getKey(), other.getValue());
          volume.put(other.getKey(), one.getValue());
          isFound(one.getKey() + " and " + other.getKey());
          volume.put(one.getKey(), one.getValue());
          volume.put(other.getKey(), other.getValue());
        }
      }
    }
  }

  @Test
  void entries_in_another_order_left_out_doubled_or_put_in_are_found() throws Exception {
    var name = "log/tile/entries/000.p/" + size();
    var whole = volume.read(name).orElseThrow();
    var entry = 72;
    for (var at = 0; at + 2 * entry <= whole.length; at += entry) {
      var swapped = whole.clone();
      System.arraycopy(whole, at, swapped, at + entry, entry);
      System.arraycopy(whole, at + entry, swapped, at, entry);
      eachWay(name, whole, swapped, "order at " + at);
      var doubled = whole.clone();
      System.arraycopy(whole, at, doubled, at + entry, entry);
      eachWay(name, whole, doubled, "entry doubled at " + at);
    }
    eachWay(name, whole, Arrays.copyOf(whole, whole.length - entry), "last entry");
  }

  @Test
  void parts_of_another_log_with_the_same_key_are_found() throws Exception {
    var mine = evidence();
    var other = new SimulatedVolume();
    try (var log = world.open(other)) {
      for (var i = 0; i < 4; i++) {
        world.request(log, SHORT);
      }
    }
    for (var file : other.files().entrySet()) {
      var name = file.getKey();
      if (mine.containsKey(name) && !Arrays.equals(mine.get(name), file.getValue())) {
        volume.put(name, file.getValue());
        isFound("another log's " + name);
        volume.put(name, mine.getOrDefault(name, new byte[0]));
      }
    }
  }

  @Test
  void an_older_state_of_any_part_is_found() throws Exception {
    var old = evidence();
    try (var log = world.open(volume)) {
      world.request(log, SHORT);
    }
    for (var file : evidence().entrySet()) {
      var earlier = Optional.ofNullable(old.get(file.getKey()));
      if (earlier.isPresent()
          && !Arrays.equals(earlier.get(), file.getValue())
          && !file.getKey().equals("log/checkpoint")) {
        eachWay(file.getKey(), file.getValue(), earlier.get(), "older state");
      }
    }
  }
}
