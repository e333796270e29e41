package dev.steward.ledger.away;

import dev.steward.ledger.keep.SealedFiles;
import dev.steward.ledger.volume.Depot;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A volume together with what left it. What is here is read here; the depot is asked for what isn't
 * and may be there, and never for a list: what left is known here.
 */
public final class AwayReader implements VolumeReader {

  private static final Pattern MAY_LEAVE =
      Pattern.compile(
          "log/tile/(0|entries)/(x\\d{3}/)*\\d{3}|records/[^/]+/[^/]+/\\d{12}\\.records");

  private final VolumeReader here;
  private final VolumeReader there;

  /**
   * Both.
   *
   * @param here the volume, or a copy of it
   * @param there a {@link Depot}, or a copy of one
   */
  public AwayReader(VolumeReader here, VolumeReader there) {
    this.here = here;
    this.there = there;
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    var bytes = here.read(file);
    return bytes.isEmpty() && mayBeThere(file) ? there.read(file) : bytes;
  }

  @Override
  public Optional<byte[]> read(String file, long from, int most) throws IOException {
    var bytes = here.read(file, from, most);
    return bytes.isEmpty() && mayBeThere(file) ? there.read(file, from, most) : bytes;
  }

  private boolean mayBeThere(String file) throws IOException {
    return MAY_LEAVE.matcher(file).matches() && SealedFiles.place(here).isPresent();
  }

  @Override
  public List<String> list(String folder) throws IOException {
    // This first: what leaves meanwhile is then in both.
    var names = here.list(folder);
    var away = SealedFiles.list(here, folder);
    if (away.isEmpty()) {
      return names;
    }
    var all = new TreeSet<>(names);
    all.addAll(away);
    return List.copyOf(all);
  }

  @Override
  public String place() {
    return here.place();
  }
}
