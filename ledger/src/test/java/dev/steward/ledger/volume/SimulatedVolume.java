package dev.steward.ledger.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A volume in memory that does the worst that a file system may do. Each change is one step; at the
 * step it is told it loses power or fails. After a loss of power, of what wasn't synced there is
 * left what {@link Fate} says.
 */
public final class SimulatedVolume implements Volume {

  /** What becomes of unsynced changes when power is lost. */
  public enum Fate {
    /** All of them are lost. */
    LOST,
    /** All of them had reached the disk. */
    KEPT,
    /** Each of them by chance: lost, kept, or kept in part. */
    TORN
  }

  /** The machine has lost power. Nothing catches it but the test. */
  public static final class PowerLoss extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Map<String, byte[]> durable = new TreeMap<>();
  private final Map<String, byte[]> seen = new TreeMap<>();

  /** Unsynced writes of each file, as what it held before and after each. */
  private final Map<String, List<Change>> unsynced = new LinkedHashMap<>();

  private int step;
  private int losesPowerAt = -1;
  private int failsAt = -1;
  private String failure = "";

  /** A change of a file: empty bytes for a file that isn't there. */
  private record Change(Optional<byte[]> before, Optional<byte[]> after, Kind kind) {}

  /** Whether a change can happen in part. */
  private enum Kind {
    BYTES,
    NAME
  }

  /** Loses power instead of doing step {@code at}, from 0; -1 for never. */
  public synchronized SimulatedVolume losingPowerAt(int at) {
    losesPowerAt = at;
    return this;
  }

  /** Fails with an IOException at step {@code at} and every one after it. */
  public synchronized SimulatedVolume failingAt(int at, String message) {
    failsAt = at;
    failure = message;
    return this;
  }

  /** Steps so far. */
  public synchronized int steps() {
    return step;
  }

  /** The disk after the power is back. */
  public synchronized SimulatedVolume afterPowerLoss(Fate fate, RandomGenerator random) {
    var next = new SimulatedVolume();
    durable.forEach((file, bytes) -> next.durable.put(file, bytes.clone()));
    unsynced.forEach((file, changes) -> {
      var left = left(file, changes, fate, random);
      left.ifPresentOrElse(bytes -> next.durable.put(file, bytes), () -> next.durable.remove(file));
    });
    next.durable.forEach((file, bytes) -> next.seen.put(file, bytes.clone()));
    return next;
  }

  private Optional<byte[]> left(
      String file, List<Change> changes, Fate fate, RandomGenerator random) {
    var start = Optional.ofNullable(durable.get(file));
    return switch (fate) {
      case LOST -> start;
      case KEPT -> changes.getLast().after();
      case TORN -> {
        var content = start;
        for (var change : changes) {
          content = random.nextInt(3) == 0 ? content : torn(content, change, random);
        }
        yield content;
      }
    };
  }

  /** Of the bytes that a change wrote, a beginning, or an arbitrary part. */
  private static Optional<byte[]> torn(
      Optional<byte[]> content, Change change, RandomGenerator random) {
    if (change.after().isEmpty() || change.kind() == Kind.NAME || random.nextInt(3) == 0) {
      return change.after();
    }
    var after = change.after().get();
    var old = Arrays.copyOf(change.before().orElse(new byte[0]), after.length);
    var from = Arrays.mismatch(old, after);
    if (from < 0) {
      return content;
    }
    var to = after.length;
    while (old[to - 1] == after[to - 1]) {
      to--;
    }
    var result = Arrays.copyOf(content.orElse(new byte[0]), after.length);
    var limit = from + random.nextInt(to - from + 1);
    var ragged = random.nextBoolean();
    for (var i = from; i < to; i++) {
      if (ragged ? i / 16 % 2 == limit % 2 : i < limit) {
        result[i] = after[i];
      }
    }
    return Optional.of(result);
  }

  private void step() throws IOException {
    var now = step++;
    if (losesPowerAt >= 0 && now >= losesPowerAt) {
      throw new PowerLoss();
    }
    if (failsAt >= 0 && now >= failsAt) {
      throw new IOException(failure);
    }
  }

  private synchronized void writeAt(String file, ByteBuffer bytes, long position)
      throws IOException {
    step();
    var after = Optional.ofNullable(seen.get(file)).orElseThrow().clone();
    bytes.get(after, (int) position, bytes.remaining());
    change(file, Optional.of(after));
    step();
  }

  private synchronized void forced(String file) throws IOException {
    step();
    makeDurable(file);
    step();
  }

  private void change(String file, Optional<byte[]> after) {
    change(file, after, Kind.BYTES);
  }

  private void change(String file, Optional<byte[]> after, Kind kind) {
    var before = Optional.ofNullable(seen.get(file));
    unsynced.computeIfAbsent(file, _ -> new ArrayList<>()).add(new Change(before, after, kind));
    after.ifPresentOrElse(bytes -> seen.put(file, bytes), () -> seen.remove(file));
  }

  private void makeDurable(String file) {
    if (unsynced.remove(file) != null) {
      Optional.ofNullable(seen.get(file))
          .ifPresentOrElse(bytes -> durable.put(file, bytes.clone()), () -> durable.remove(file));
    }
  }

  /** Everything that is there now, as a program sees it. */
  public synchronized Map<String, byte[]> files() {
    return new TreeMap<>(seen);
  }

  @Override
  public synchronized Optional<byte[]> read(String file) {
    return Optional.ofNullable(seen.get(file)).map(byte[]::clone);
  }

  @Override
  public synchronized List<String> list(String folder) {
    var prefix = folder + "/";
    var names = new TreeSet<String>();
    for (var file : seen.keySet()) {
      if (file.startsWith(prefix)) {
        names.add(file.substring(prefix.length()).split("/", 2)[0]);
      }
    }
    return List.copyOf(names);
  }

  @Override
  public synchronized String place() {
    return "simulated";
  }

  @Override
  public synchronized void put(String file, byte[] content) throws IOException {
    // Power may be lost before it, or with it under way: then it is one of the unsynced changes.
    step();
    change(file, Optional.of(content.clone()));
    step();
  }

  @Override
  public synchronized void replace(String file, byte[] content) throws IOException {
    step();
    change(file, Optional.of(content.clone()), Kind.NAME);
    step();
    makeDurable(file);
    step();
  }

  @Override
  public synchronized void append(String file, byte[] content) throws IOException {
    step();
    var before = seen.getOrDefault(file, new byte[0]);
    var after = Arrays.copyOf(before, before.length + content.length);
    System.arraycopy(content, 0, after, before.length, content.length);
    change(file, Optional.of(after));
    step();
  }

  @Override
  public synchronized void sync(Collection<String> files) throws IOException {
    for (var file : new TreeSet<>(files)) {
      if (!seen.containsKey(file)) {
        throw new IOException(file + " isn't there to be synced");
      }
      step();
      makeDurable(file);
    }
    step();
  }

  @Override
  public synchronized void erase(String file) throws IOException {
    step();
    if (seen.containsKey(file)) {
      change(file, Optional.of(new byte[seen.get(file).length]));
      step();
      makeDurable(file);
    }
  }

  @Override
  public synchronized void delete(String file) throws IOException {
    step();
    if (seen.containsKey(file)) {
      change(file, Optional.empty());
    }
  }

  @Override
  public synchronized void syncFolder(String folder) throws IOException {
    step();
    for (var file : List.copyOf(unsynced.keySet())) {
      if (file.startsWith(folder + "/") && !seen.containsKey(file)) {
        makeDurable(file);
      }
    }
  }

  @Override
  public synchronized void allocate(String file, long size) throws IOException {
    step();
    change(file, Optional.of(new byte[(int) size]));
    step();
    makeDurable(file);
  }

  @Override
  public synchronized AllocatedFile open(String file) throws IOException {
    if (!seen.containsKey(file)) {
      throw new IOException(file + " isn't allocated");
    }
    return new AllocatedFile() {
      @Override
      public void write(ByteBuffer bytes, long position) throws IOException {
        writeAt(file, bytes, position);
      }

      @Override
      public void force() throws IOException {
        forced(file);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Instant changed(String file) throws IOException {
    if (read(file).isEmpty()) {
      throw new IOException(file + " isn't there");
    }
    return Instant.EPOCH;
  }

  @Override
  public void close() {}
}
