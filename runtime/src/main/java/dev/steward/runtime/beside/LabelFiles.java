package dev.steward.runtime.beside;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.error.LoadException;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a model's classes have their names: {@code id2label} of {@code config.json}, as Hugging
 * Face's transformers write it; {@code labels.txt}, a name a line, where that says nothing.
 */
public final class LabelFiles {

  private static final Logger LOG = LoggerFactory.getLogger(LabelFiles.class);

  private static final String LINES = "labels.txt";

  /** Vocabularies have as many. */
  private static final int MOST_LABELS = 1_000_000;

  private static final int LONGEST = 1_000;
  private static final long MOST_BYTES = 16L << 20;

  private LabelFiles() {}

  /**
   * The names that the files of a folder have.
   *
   * @throws LoadException when one is there that can't be read
   */
  public static Labels in(Path folder) throws LoadException {
    var reading = new Reading();
    new SideFiles(folder).whole(SideFiles.CONFIG, reading::file);
    var labels = reading.labels();
    return labels.equals(Labels.NONE) ? lines(folder) : labels;
  }

  /** The same for a model that can do without: none where a file can't be read. */
  public static Labels orNone(Path folder) {
    try {
      return in(folder);
    } catch (LoadException e) {
      LOG.warn("classes have no names: {}", e.failure().violation().message());
      return Labels.NONE;
    }
  }

  private static Labels lines(Path folder) throws LoadException {
    var file = folder.resolve(LINES);
    if (!Files.isRegularFile(file)) {
      return Labels.NONE;
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw SideFiles.corrupt(LINES, "it has more than " + MOST_BYTES + " bytes");
      }
      return new Labels(Files.readAllLines(file).stream().map(String::strip).toList());
    } catch (IOException e) {
      throw SideFiles.corrupt(LINES, String.valueOf(e.getMessage()));
    }
  }

  /** One file while it is read. */
  private static final class Reading {
    private final TreeMap<Integer, String> names = new TreeMap<>();

    void file(JsonReader json) throws IOException {
      json.object(field -> {
        switch (field) {
          case "id2label" -> names(json);
          default -> json.skip();
        }
      });
    }

    private void names(JsonReader json) throws IOException {
      if (json.token() != JsonToken.START_OBJECT) {
        json.skip();
        return;
      }
      json.object(number -> {
        if (!number.matches("\\d{1,6}") || names.size() == MOST_LABELS) {
          throw json.refused(
              "\"" + number + "\" is no number of a class", "use 0, 1 and so on, below 1000000");
        }
        names.put(Integer.parseInt(number), json.string(LONGEST));
      });
    }

    /** Names without gaps; with gaps they would say nothing of an output. */
    Labels labels() {
      return names.isEmpty() || names.lastKey() != names.size() - 1
          ? Labels.NONE
          : new Labels(new ArrayList<>(names.values()));
    }
  }
}
