package dev.steward.protocol.rows;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where the rows of an array stand.
 *
 * @param content what stands between the brackets
 * @param count how many rows there are
 * @param starts the first byte of each row; may be longer than {@code count}
 */
@SuppressWarnings("ArrayRecordComponent") // rows by the ten thousand; nobody compares them
record RowPlaces(Span content, int count, int[] starts) {

  /** Bodies of more rows aren't cut. */
  static final int MAX_ROWS = 1 << 16;

  /**
   * Finds the rows of the array that the reader stands on.
   *
   * @param width how many values make a row where they stand flat; where the array holds arrays,
   *     each is a row
   */
  static RowPlaces scan(JsonReader json, byte[] body, long width) throws IOException {
    if (json.token() != JsonToken.START_ARRAY) {
      throw json.refused("found " + json.found(), "send an array");
    }
    var begin = json.offset() + 1;
    var starts = new int[64];
    var count = 0;
    var values = 0L;
    var nested = json.next() == JsonToken.START_ARRAY;
    for (var token = json.token(); token != JsonToken.END_ARRAY; token = json.next()) {
      if (nested != (token == JsonToken.START_ARRAY) || token == JsonToken.START_OBJECT) {
        throw json.refused("found " + json.found(), "send flat values, or arrays of one depth");
      }
      if (nested || values % width == 0) {
        if (count == MAX_ROWS) {
          throw json.refused("more than " + MAX_ROWS + " rows", "send fewer at a time");
        }
        starts = count < starts.length ? starts : Arrays.copyOf(starts, starts.length * 2);
        starts[count++] = json.offset();
      }
      values++;
      json.skip();
    }
    if (!nested && values % width != 0) {
      throw json.refused(
          "%d values, a row has %d".formatted(values, width), "send as many as the shape says");
    }
    return new RowPlaces(new Span(begin, json.offset()).trimmed(body), count, starts);
  }

  /** Where some of the rows stand, without what parts them from the others. */
  Span of(int from, int to, byte[] body) {
    return new Span(starts[from], to == count ? content.to() : starts[to]).trimmed(body);
  }
}
