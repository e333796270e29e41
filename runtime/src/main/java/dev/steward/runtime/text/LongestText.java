package dev.steward.runtime.text;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.error.LoadException;
import dev.steward.protocol.json.JsonReader;
import dev.steward.runtime.beside.SideFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The longest text that a model reads, from the first file beside it that says it: {@code
 * sentence_bert_config.json}, the truncation of {@code tokenizer.json}, {@code
 * tokenizer_config.json}, {@code config.json}.
 */
public final class LongestText {

  /** Where no file says it. */
  private static final int DEFAULT = 512;

  /** Longer inputs than any model has; a tokenizer's "no limit" is 10^30. */
  private static final long NO_LIMIT = 1_000_000;

  private static final List<Place> LENGTHS =
      List.of(
          new Place("sentence_bert_config.json", "max_seq_length"),
          new Place(Tokens.FILE, "truncation.max_length"),
          new Place("tokenizer_config.json", "model_max_length"),
          new Place(SideFiles.CONFIG, "max_position_embeddings"));

  private LongestText() {}

  /**
   * Reads it.
   *
   * @return tokens, special ones included
   * @throws LoadException when a file that may say it can't be read
   */
  public static int in(SideFiles files) throws LoadException {
    for (var place : LENGTHS) {
      var length =
          place.file().equals(Tokens.FILE) ? firstNumber(files, place) : number(files, place);
      if (length.isPresent() && length.get() > 0 && length.get() < NO_LIMIT) {
        return length.get().intValue();
      }
    }
    return DEFAULT;
  }

  /** Where a length may stand: a field of a file's object, or of an object in it. */
  private record Place(String file, String field) {}

  private static Optional<Long> number(SideFiles files, Place place) throws LoadException {
    var found = new HashMap<String, Long>();
    files.whole(place.file(), json -> numbers(json, "", place.field(), found));
    return Optional.ofNullable(found.get(place.field()));
  }

  /**
   * The same of a large file whose reader proper is somebody else: its beginning up to the number.
   * A tokenizer has tens of thousands of fields, and says how it cuts texts among the first.
   */
  private static Optional<Long> firstNumber(SideFiles files, Place place) throws LoadException {
    var found = new ArrayList<Long>();
    files.beginning(
        place.file(),
        json -> {
          if (goTo(json, List.of(place.field().split("\\.", -1))) && json.token().isNumeric()) {
            found.add((long) json.parser().getDoubleValue());
          }
        });
    return found.stream().findFirst();
  }

  /** Goes to the value that the fields {@code path}, one in the other, lead to, if they do. */
  private static boolean goTo(JsonReader json, List<String> path) throws IOException {
    if (path.isEmpty()) {
      return true;
    }
    if (json.token() != JsonToken.START_OBJECT) {
      return false;
    }
    while (json.next() != JsonToken.END_OBJECT) {
      var name = json.parser().currentName();
      json.next();
      if (name.equals(path.getFirst())) {
        return goTo(json, path.subList(1, path.size()));
      }
      json.skip();
    }
    return false;
  }

  private static void numbers(
      JsonReader json, String prefix, String wanted, Map<String, Long> found) throws IOException {
    json.object(name -> {
      var path = prefix + name;
      if (path.equals(wanted) && json.token().isNumeric()) {
        found.put(path, (long) json.parser().getDoubleValue());
      } else if (wanted.startsWith(path + ".") && json.token() == JsonToken.START_OBJECT) {
        numbers(json, path + ".", wanted, found);
      } else {
        json.skip();
      }
    });
  }
}
