package dev.steward.protocol.rows;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.oip.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tensor as it stands in a body.
 *
 * @param firstLength where the first length of its shape stands; empty where it has no axis
 * @param data where its rows stand; empty where it has no axis
 */
record TensorPlaces(
    String name,
    String datatype,
    Shape shape,
    Optional<Span> firstLength,
    Optional<RowPlaces> data) {

  private static final int MAX_TEXT = 256;
  private static final int MAX_RANK = 16;
  private static final int MAX_TENSORS = 64;

  /** How many rows it has; empty where it has no axis. */
  Optional<Integer> rows() {
    return data.map(RowPlaces::count);
  }

  /** The array of tensors that the reader stands on. */
  static List<TensorPlaces> readAll(JsonReader json, byte[] body) throws IOException {
    var tensors = new ArrayList<TensorPlaces>();
    json.array(() -> {
      if (tensors.size() == MAX_TENSORS) {
        throw json.refused("more than " + MAX_TENSORS + " tensors", "send fewer");
      }
      tensors.add(new Reading(json, body).tensor());
    });
    return List.copyOf(tensors);
  }

  /** Values of one row; 1 where there is no further axis. */
  static long width(List<Long> lengths) {
    return new Shape(lengths.subList(1, lengths.size())).elements();
  }

  /** Reads one; its fields may stand in any order. */
  private static final class Reading {
    private final JsonReader json;
    private final byte[] body;
    private final List<Long> lengths = new ArrayList<>();
    private String name = "";
    private String datatype = "";
    private boolean shaped;
    private @Nullable Span firstLength;
    private @Nullable Span unread;
    private @Nullable RowPlaces rows;

    Reading(JsonReader json, byte[] body) {
      this.json = json;
      this.body = body;
    }

    TensorPlaces tensor() throws IOException {
      json.object(field -> {
        switch (field) {
          case "name" -> name = json.string(MAX_TEXT);
          case "datatype" -> datatype = json.string(MAX_TEXT);
          case "shape" -> shape();
          case "data" -> data();
          default -> json.skip();
        }
      });
      if (!shaped) {
        throw json.missing("shape", "send the lengths of the dimensions");
      }
      if (lengths.isEmpty()) {
        return new TensorPlaces(
            name, datatype, new Shape(lengths), Optional.empty(), Optional.empty());
      }
      var places = places();
      if (places.count() != lengths.getFirst()) {
        throw json.refused(
            "%d rows of data, shape %s says %d"
                .formatted(places.count(), new Shape(lengths), lengths.getFirst()),
            "send as many values as the shape says");
      }
      return new TensorPlaces(
          name,
          datatype,
          new Shape(lengths),
          Optional.ofNullable(firstLength),
          Optional.of(places));
    }

    private void shape() throws IOException {
      shaped = true;
      json.array(() -> {
        var from = json.offset();
        lengths.add(json.integer(0, Integer.MAX_VALUE));
        if (lengths.size() > MAX_RANK) {
          throw json.refused("more than " + MAX_RANK + " dimensions", "send fewer");
        }
        if (lengths.size() == 1) {
          firstLength = new Span(from, from + json.parser().getTextLength());
        }
      });
    }

    private void data() throws IOException {
      if (shaped && !lengths.isEmpty()) {
        rows = scan(json);
      } else {
        var from = json.offset();
        json.skip();
        unread = new Span(from, json.offset() + 1);
      }
    }

    private RowPlaces places() throws IOException {
      if (rows != null) {
        return rows;
      }
      if (unread == null) {
        throw json.missing("data", "send the values");
      }
      // Data that stood before their shape cost a second reading; spaces keep the offsets.
      var again = new byte[unread.to()];
      java.util.Arrays.fill(again, (byte) ' ');
      System.arraycopy(body, unread.from(), again, unread.from(), unread.to() - unread.from());
      return JsonReader.kept(again, "data", JsonReader.MAX_STRING, this::scan);
    }

    private RowPlaces scan(JsonReader reader) throws IOException {
      var width = width(lengths);
      if (width == 0 || reader.token() != JsonToken.START_ARRAY) {
        throw reader.refused("it has no values", "send an array of values");
      }
      return RowPlaces.scan(reader, body, width);
    }
  }
}
