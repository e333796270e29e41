package dev.steward.bench.ledger;

import dev.steward.ledger.volume.AllocatedFile;
import dev.steward.ledger.volume.FolderVolume;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A folder whose journal writes are counted. */
final class ObservedVolume implements Volume {
  private final FolderVolume folder;
  private final AtomicLong forces = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  ObservedVolume(FolderVolume folder) {
    this.folder = folder;
  }

  long forces() {
    return forces.get();
  }

  long bytes() {
    return bytes.get();
  }

  @Override
  public AllocatedFile open(String file) throws IOException {
    var opened = folder.open(file);
    return new AllocatedFile() {
      @Override
      public void write(ByteBuffer content, long position) throws IOException {
        bytes.addAndGet(content.remaining());
        opened.write(content, position);
      }

      @Override
      public void force() throws IOException {
        forces.incrementAndGet();
        opened.force();
      }

      @Override
      public void close() throws IOException {
        opened.close();
      }
    };
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    return folder.read(file);
  }

  @Override
  public List<String> list(String name) throws IOException {
    return folder.list(name);
  }

  @Override
  public String place() {
    return folder.place();
  }

  @Override
  public void put(String file, byte[] content) throws IOException {
    folder.put(file, content);
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    folder.replace(file, content);
  }

  @Override
  public void append(String file, byte[] content) throws IOException {
    folder.append(file, content);
  }

  @Override
  public void sync(Collection<String> files) throws IOException {
    folder.sync(files);
  }

  @Override
  public void erase(String file) throws IOException {
    folder.erase(file);
  }

  @Override
  public void delete(String file) throws IOException {
    folder.delete(file);
  }

  @Override
  public void syncFolder(String name) throws IOException {
    folder.syncFolder(name);
  }

  @Override
  public Instant changed(String file) throws IOException {
    return folder.changed(file);
  }

  @Override
  public void allocate(String file, long size) throws IOException {
    folder.allocate(file, size);
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
