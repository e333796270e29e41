package dev.steward.ledger.copy;

import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A volume of which no name leads elsewhere: who offers a log for copying may be anybody.
 *
 * @param other whose names may be anything
 */
record PlainNames(VolumeReader other) implements VolumeReader {

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    return other.read(file);
  }

  @Override
  public Optional<byte[]> read(String file, long from, int most) throws IOException {
    return other.read(file, from, most);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return other.list(folder).stream().filter(PlainNames::isPlain).toList();
  }

  private static boolean isPlain(String name) {
    return name.matches("[A-Za-z0-9][A-Za-z0-9._+-]*");
  }

  @Override
  public String place() {
    return other.place();
  }
}
