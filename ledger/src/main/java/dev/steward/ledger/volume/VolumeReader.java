package dev.steward.ledger.volume;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A volume of which nothing but reading is asked. Paths are relative, with slashes. */
public interface VolumeReader {

  /** Larger files are refused: none that a log writes comes near it. */
  int LARGEST_FILE = 1 << 30;

  /** The bytes of a file; empty where there is none. */
  Optional<byte[]> read(String file) throws IOException;

  /**
   * Some bytes of a file, for who doesn't want all of it in memory.
   *
   * @param from where they begin
   * @param most how many at most; fewer where the file ends before
   * @return empty where there is no such file
   */
  default Optional<byte[]> read(String file, long from, int most) throws IOException {
    return read(file)
        .map(bytes -> {
          var begin = (int) Math.min(from, bytes.length);
          return Arrays.copyOfRange(bytes, begin, Math.min(bytes.length, begin + most));
        });
  }

  /** The names in a folder, of files and folders, in order; none where there is no such folder. */
  List<String> list(String folder) throws IOException;

  /** Where it is, for messages: what stands before every path. */
  String place();
}
