package dev.steward.ledger.away;

import dev.steward.ledger.volume.AllocatedFile;
import dev.steward.ledger.volume.Depot;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A volume that reads what left it too; it is written to as ever. */
public final class AwayVolume implements Volume {

  private final Volume here;
  private final Depot depot;
  private final AwayReader both;

  /** Both of which are closed with it. */
  public AwayVolume(Volume here, Depot depot) {
    this.here = here;
    this.depot = depot;
    this.both = new AwayReader(here, depot);
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    return both.read(file);
  }

  @Override
  public Optional<byte[]> read(String file, long from, int most) throws IOException {
    return both.read(file, from, most);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return both.list(folder);
  }

  @Override
  public String place() {
    return here.place();
  }

  @Override
  public void put(String file, byte[] content) throws IOException {
    here.put(file, content);
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    here.replace(file, content);
  }

  @Override
  public void append(String file, byte[] content) throws IOException {
    here.append(file, content);
  }

  @Override
  public void sync(Collection<String> files) throws IOException {
    here.sync(files);
  }

  @Override
  public void erase(String file) throws IOException {
    here.erase(file);
  }

  @Override
  public void delete(String file) throws IOException {
    here.delete(file);
  }

  @Override
  public void syncFolder(String folder) throws IOException {
    here.syncFolder(folder);
  }

  @Override
  public void allocate(String file, long size) throws IOException {
    here.allocate(file, size);
  }

  @Override
  public AllocatedFile open(String file) throws IOException {
    return here.open(file);
  }

  @Override
  public Instant changed(String file) throws IOException {
    return here.changed(file);
  }

  @Override
  public void close() throws IOException {
    depot.close();
    here.close();
  }
}
