package dev.steward.store.read;

import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What all places say of the same faults. */
final class Bounded {

  private Bounded() {}

  /** All bytes of a stream, if they aren't too many. */
  static Content read(InputStream in, int most) throws IOException {
    var bytes = in.readNBytes(most + 1);
    return bytes.length > most ? tooLarge(most) : new Content.Whole(bytes);
  }

  static Content tooLarge(int most) {
    return new Content.Unreadable("it has more than %d bytes; give a smaller one".formatted(most));
  }

  static Checked<List<DataPath>> nothing(String field, DataPath pattern) {
    return Checked.invalid(
        field, pattern.text() + " matches nothing", "correct it, or put the files there");
  }

  static Checked<List<DataPath>> tooMany(String field, DataPath pattern, int most) {
    return Checked.invalid(
        field,
        "%s names more than %d files".formatted(pattern.text(), most),
        "make several tasks of it");
  }
}
