package dev.steward.runtime.ocr;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a recognition model can read: class 0 is nothing, class n the n-th character, the class
 * after the last a space.
 *
 * @param texts by their class
 */
record Characters(List<String> texts) {

  /** A file of characters is some tens of KiB. */
  private static final long MOST_BYTES = 1 << 20;

  Characters {
    texts = List.copyOf(texts);
  }

  /** Reads a file with one character a line. */
  static Characters read(Path file) throws LoadException {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw unreadable(file, "it has more than " + MOST_BYTES + " bytes");
      }
      var texts = new ArrayList<String>();
      texts.add("");
      texts.addAll(Files.readAllLines(file));
      texts.add(" ");
      return new Characters(texts);
    } catch (IOException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    }
  }

  private static LoadException unreadable(Path file, String problem) {
    return new LoadException(
        ErrorCode.MODEL_CORRUPT,
        "spec.model.uri",
        file.getFileName() + " can't be read: " + problem,
        "put there the list that came with the recognition model, one character a line in UTF-8");
  }

  /** How many classes a model with these characters has. */
  int classes() {
    return texts.size();
  }

  String of(int index) {
    return texts.get(index);
  }
}
