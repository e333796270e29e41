package dev.steward.gateway.evidence;

import dev.steward.ledger.volume.AllocatedFile;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A volume that fails or hangs while it is told to. */
final class BrittleVolume implements Volume {

  /** Tells a volume, or those after it, what to do. */
  static final class Mood {
    private enum Kind {
      WELL,
      FAILING,
      HANGING
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Kind kind = Kind.WELL;

    void fail() {
      change(Kind.FAILING);
    }

    void hang() {
      change(Kind.HANGING);
    }

    void recover() {
      change(Kind.WELL);
    }

    private void change(Kind next) {
      lock.lock();
      try {
        kind = next;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private void pass() throws IOException {
      lock.lock();
      try {
        while (kind == Kind.HANGING) {
          changed.awaitUninterruptibly();
        }
        if (kind == Kind.FAILING) {
          throw new IOException("Input/output error");
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private final Volume volume;
  private final Mood mood;

  BrittleVolume(Volume volume, Mood mood) {
    this.volume = volume;
    this.mood = mood;
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    mood.pass();
    return volume.read(file);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    mood.pass();
    return volume.list(folder);
  }

  @Override
  public String place() {
    return volume.place();
  }

  @Override
  public void put(String file, byte[] content) throws IOException {
    mood.pass();
    volume.put(file, content);
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    mood.pass();
    volume.replace(file, content);
  }

  @Override
  public void append(String file, byte[] content) throws IOException {
    mood.pass();
    volume.append(file, content);
  }

  @Override
  public void sync(Collection<String> files) throws IOException {
    mood.pass();
    volume.sync(files);
  }

  @Override
  public void erase(String file) throws IOException {
    mood.pass();
    volume.erase(file);
  }

  @Override
  public void delete(String file) throws IOException {
    mood.pass();
    volume.delete(file);
  }

  @Override
  public void syncFolder(String folder) throws IOException {
    mood.pass();
    volume.syncFolder(folder);
  }

  @Override
  public Instant changed(String file) throws IOException {
    mood.pass();
    return volume.changed(file);
  }

  @Override
  public void allocate(String file, long size) throws IOException {
    mood.pass();
    volume.allocate(file, size);
  }

  @Override
  public AllocatedFile open(String file) throws IOException {
    mood.pass();
    var opened = volume.open(file);
    return new AllocatedFile() {
      @Override
      public void write(ByteBuffer bytes, long position) throws IOException {
        mood.pass();
        opened.write(bytes, position);
      }

      @Override
      public void force() throws IOException {
        mood.pass();
        opened.force();
      }

      @Override
      public void close() throws IOException {
        opened.close();
      }
    };
  }

  @Override
  public void close() throws IOException {
    volume.close();
  }
}
