package dev.steward.bench.faults.away;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The head of a request that was posted.
 *
 * @param fields by their names in lower case
 */
record Posted(Map<String, String> fields) {
  private static final int MOST_LINE = 16 * 1024;

  Posted {
    fields = Map.copyOf(fields);
  }

  /** Reads it up to its body. */
  static Posted read(InputStream in) throws IOException {
    var fields = new TreeMap<String, String>();
    var _ = line(in);
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      var colon = line.indexOf(':');
      fields.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Posted(fields);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() > MOST_LINE) {
        throw new EOFException("no whole head");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /** A field, empty if it isn't there. */
  String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** Bytes of its body. */
  int length() {
    return Integer.parseInt(field("content-length"));
  }
}
