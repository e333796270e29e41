package dev.steward.runtime.beside;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;

/**
 * JSON files beside a model.
 *
 * @param folder the model's
 */
public record SideFiles(Path folder) {

  /** A model's own configuration, as Hugging Face's transformers write it. */
  public static final String CONFIG = "config.json";

  private static final int LONGEST = 1_000;

  /** Reads what it needs of a file. */
  @FunctionalInterface
  public interface Reading {
    /** Reads; the reader stands on the file's value. */
    void read(JsonReader json) throws IOException;
  }

  /** How much of a file is read. */
  private interface Extent {
    Outcome<JsonReader> read(InputStream bytes, JsonReader.ValueReading<JsonReader> reading)
        throws IOException;
  }

  /**
   * Reads all of a file; tells whether there is one.
   *
   * @throws LoadException when it isn't the JSON that it should be
   */
  public boolean whole(String name, Reading reading) throws LoadException {
    return read(name, JsonReader::document, reading);
  }

  /**
   * Reads as much of a file as {@code reading} does; tells whether there is one. What follows isn't
   * looked at.
   *
   * @throws LoadException when it isn't the JSON that it should be
   */
  public boolean beginning(String name, Reading reading) throws LoadException {
    return read(name, JsonReader::beginning, reading);
  }

  /**
   * The text of a field of a file's object; empty: there is no such file, field or text.
   *
   * @throws LoadException when it isn't the JSON that it should be
   */
  public Optional<String> text(String name, String field) throws LoadException {
    var found = new ArrayList<String>();
    whole(
        name,
        json ->
            json.object(each -> {
              if (each.equals(field) && json.token() == JsonToken.VALUE_STRING) {
                found.add(json.string(LONGEST));
              } else {
                json.skip();
              }
            }));
    return found.stream().findFirst();
  }

  private boolean read(String name, Extent extent, Reading reading) throws LoadException {
    var path = folder.resolve(name);
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (var bytes = new BufferedInputStream(Files.newInputStream(path))) {
      var outcome =
          extent.read(
              bytes,
              json -> {
                reading.read(json);
                return json;
              });
      if (outcome instanceof Outcome.Refused<JsonReader>(var refusal)) {
        throw corrupt(name, refusal.message());
      }
      return true;
    } catch (IOException e) {
      throw corrupt(name, String.valueOf(e.getMessage()));
    }
  }

  /** A file that can't be read. */
  public static LoadException corrupt(String file, String problem) {
    return new LoadException(
        ErrorCode.MODEL_CORRUPT,
        "spec.model.uri",
        file + " beside the model can't be read: " + problem,
        "put there the file that came with the model");
  }
}
