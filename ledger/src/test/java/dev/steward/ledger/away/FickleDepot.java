package dev.steward.ledger.away;

import dev.steward.ledger.volume.Depot;
import dev.steward.ledger.volume.SimulatedVolume.PowerLoss;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A depot in memory that does what depots shouldn't. */
final class FickleDepot implements Depot {

  /** What it does. */
  enum Mood {
    WELL,
    /** Every call fails. */
    AWAY,
    /** What it takes it forgets at once. */
    FORGETTING,
    /** Of what it takes it keeps the half. */
    HALVING,
    /** What is read isn't what is there. */
    GARBLING,
    /** It takes things, and fails then. */
    TAKING_AND_FAILING,
    /** What is to be removed stays. */
    KEEPING
  }

  private final Map<String, byte[]> objects;
  private Mood mood = Mood.WELL;
  private int step;
  private int losesPowerAt = -1;

  FickleDepot() {
    this(new TreeMap<>());
  }

  private FickleDepot(Map<String, byte[]> objects) {
    this.objects = objects;
  }

  /** The same objects, as another process finds them. */
  FickleDepot again() {
    return new FickleDepot(new TreeMap<>(objects));
  }

  synchronized FickleDepot in(Mood now) {
    mood = now;
    return this;
  }

  /** The process ends before call {@code at} or within it; -1 for never. */
  synchronized FickleDepot losingPowerAt(int at) {
    losesPowerAt = at;
    return this;
  }

  synchronized int steps() {
    return step;
  }

  synchronized Map<String, byte[]> objects() {
    return new TreeMap<>(objects);
  }

  /** Somebody else puts something there. */
  synchronized void put(String file, byte[] content) {
    objects.put(file, content);
  }

  private void step() throws IOException {
    if (losesPowerAt >= 0 && step >= losesPowerAt) {
      throw new PowerLoss();
    }
    step++;
    if (mood == Mood.AWAY) {
      throw new IOException("the store answers 503");
    }
  }

  @Override
  public synchronized void create(String file, byte[] content) throws IOException {
    step();
    if (mood == Mood.HALVING) {
      objects.putIfAbsent(file, Arrays.copyOf(content, content.length / 2));
    } else if (mood != Mood.FORGETTING) {
      objects.putIfAbsent(file, content.clone());
    }
    if (mood == Mood.TAKING_AND_FAILING) {
      throw new IOException("the store didn't answer in time");
    }
    step();
  }

  @Override
  public synchronized void delete(String file) throws IOException {
    step();
    if (mood != Mood.KEEPING) {
      objects.remove(file);
    }
    step();
  }

  @Override
  public synchronized Optional<byte[]> read(String file) throws IOException {
    step();
    var content = Optional.ofNullable(objects.get(file)).map(byte[]::clone);
    if (mood == Mood.GARBLING) {
      content.ifPresent(bytes -> bytes[bytes.length / 2] ^= 1);
    }
    return content;
  }

  @Override
  public synchronized List<String> list(String folder) throws IOException {
    step();
    var names = new TreeSet<String>();
    for (var file : objects.keySet()) {
      if (file.startsWith(folder + "/")) {
        names.add(file.substring(folder.length() + 1).split("/", 2)[0]);
      }
    }
    return List.copyOf(names);
  }

  @Override
  public String place() {
    return "s3://evidence/gateway-0";
  }

  @Override
  public void close() {}
}
