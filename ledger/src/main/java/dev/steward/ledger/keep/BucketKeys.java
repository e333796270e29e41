package dev.steward.ledger.keep;

import dev.steward.ledger.entry.BucketHead;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.seal.BucketKey;
import dev.steward.ledger.seal.RootKey;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The keys of a volume's buckets, for any number of threads. */
public final class BucketKeys {

  private static final int MOST_CACHED = 256;
  private static final int KEY_ID = 8;

  private final Volume volume;
  private final RootKey root;
  private final SecureRandom random = new SecureRandom();
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Bucket> closed = ConcurrentHashMap.newKeySet();

  /** Those that are written to now, for who may wait for no lock and no file. */
  private final Map<Bucket, OpenBucket> ready = new ConcurrentHashMap<>();

  private final Map<Bucket, KeyState> cache =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bucket, KeyState> eldest) {
          return size() > MOST_CACHED;
        }
      };

  public BucketKeys(Volume volume, RootKey root) {
    this.volume = volume;
    this.root = root;
  }

  /**
   * The bucket with the key that a record is encrypted with; made, durably, for the first record of
   * a bucket.
   *
   * @throws LedgerException if the bucket was destroyed already, or its key can't be read
   */
  public OpenBucket forWriting(Bucket bucket) throws LedgerException {
    var known = ready.get(bucket);
    return known == null ? prepare(bucket) : known;
  }

  /** Whether {@link #forWriting} waits for nothing. */
  public boolean isReady(Bucket bucket) {
    return ready.containsKey(bucket);
  }

  private OpenBucket prepare(Bucket bucket) throws LedgerException {
    lock.lock();
    try {
      if (closed.contains(bucket)) {
        throw tooLate(bucket);
      }
      var open =
          switch (read(bucket)) {
            case KeyState.Present(var present) -> present;
            case KeyState.Absent() -> make(bucket);
            case KeyState.Destroyed() -> throw tooLate(bucket);
          };
      if (ready.size() >= MOST_CACHED) {
        ready.clear();
      }
      ready.put(bucket, open);
      return open;
    } catch (IOException e) {
      throw LedgerException.io(volume.place() + "/" + KeyFile.path(bucket), e);
    } finally {
      lock.unlock();
    }
  }

  private static LedgerException tooLate(Bucket bucket) {
    return LedgerException.of(
        KeyFile.path(bucket),
        "a record of %s comes after that day was destroyed".formatted(bucket.day()),
        "look at the clock: it was set back");
  }

  /**
   * No record is encrypted for this bucket from here on: it is about to be destroyed. Nobody may be
   * at {@link #forWriting} meanwhile.
   */
  public void close(Bucket bucket) {
    closed.add(bucket);
    ready.remove(bucket);
  }

  /** What there is of a bucket's key. */
  public KeyState state(Bucket bucket) throws LedgerException {
    lock.lock();
    try {
      return read(bucket);
    } catch (IOException e) {
      throw LedgerException.io(volume.place() + "/" + KeyFile.path(bucket), e);
    } finally {
      lock.unlock();
    }
  }

  private KeyState read(Bucket bucket) throws IOException, LedgerException {
    var cached = Optional.ofNullable(cache.get(bucket));
    if (cached.isPresent()) {
      return cached.get();
    }
    var state = KeyFile.read(volume, bucket, root);
    if (!(state instanceof KeyState.Absent)) {
      cache.put(bucket, state);
    }
    return state;
  }

  private OpenBucket make(Bucket bucket) throws IOException {
    var bytes = new byte[BucketKey.SIZE];
    var id = new byte[KEY_ID];
    random.nextBytes(bytes);
    random.nextBytes(id);
    var key = new BucketKey(HexFormat.of().formatHex(id), bytes);
    try {
      var wrapped = root.wrap(bytes, KeyFile.context(bucket, key.id()));
      volume.replace(KeyFile.path(bucket), KeyFile.text(bucket, root.id(), key.id(), wrapped));
    } catch (GeneralSecurityException e) {
      throw new IOException("the root key wraps nothing", e);
    }
    Arrays.fill(bytes, (byte) 0);
    var open = new OpenBucket(BucketHead.of(bucket), key);
    cache.put(bucket, new KeyState.Present(open));
    return open;
  }

  /**
   * Destroys a key: its bytes are overwritten where they lie, then the file says that it was. Does
   * no more where that is so already.
   */
  public void destroy(Bucket bucket) throws IOException {
    lock.lock();
    try {
      cache.put(bucket, new KeyState.Destroyed());
      ready.remove(bucket);
      var path = KeyFile.path(bucket);
      if (!KeyFile.isDestroyed(volume, bucket)) {
        volume.erase(path);
        volume.replace(path, KeyFile.DESTROYED.getBytes(StandardCharsets.US_ASCII));
      }
      closed.remove(bucket);
    } finally {
      lock.unlock();
    }
  }

  /** The buckets whose keys are there. */
  public List<Bucket> buckets() throws IOException {
    var buckets = new ArrayList<Bucket>();
    for (var bucket : KeyFile.buckets(volume)) {
      if (!KeyFile.isDestroyed(volume, bucket)) {
        buckets.add(bucket);
      }
    }
    return buckets;
  }
}
