package dev.steward.runtime.gguf;

import dev.steward.core.error.LoadException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Reads a file's keys and values. */
final class MetadataReader {

  /** More keys than any known model has. */
  private static final long MAX_PAIRS = 4_096;

  private static final long MAX_KEY = 1_024;

  /** A chat template is the longest text there is. */
  private static final long MAX_TEXT = 1L << 20;

  /** A vocabulary is the longest array there is; the largest known has 262,144 tokens. */
  private static final long MAX_ELEMENTS = 1L << 20;

  /** A pair is at least its key's length, a type and one byte. */
  private static final int LEAST_PAIR = 13;

  private final GgufBytes bytes;

  MetadataReader(GgufBytes bytes) {
    this.bytes = bytes;
  }

  /** How many pairs are announced; read before them. */
  static long count(GgufBytes bytes) throws LoadException {
    return bytes.count("the number of keys", Math.min(MAX_PAIRS, bytes.left() / LEAST_PAIR));
  }

  GgufMetadata read(long count) throws LoadException {
    var values = new LinkedHashMap<String, GgufValue>();
    for (long i = 0; i < count; i++) {
      var key = bytes.text("key " + i, MAX_KEY);
      if (values.put(key, value(key)) != null) {
        throw GgufBytes.corrupt("the key " + key + " stands twice");
      }
    }
    return new GgufMetadata(values);
  }

  private GgufValue value(String key) throws LoadException {
    long type = bytes.uint32("the type of " + key);
    return type == Kind.ARRAY ? array(key) : single(kind(key, type), key);
  }

  private static Kind kind(String key, long type) throws LoadException {
    if (type >= Kind.values().length || type == Kind.ARRAY) {
      throw GgufBytes.corrupt(
          type == Kind.ARRAY
              ? key + " has arrays within an array"
              : key + " has the unknown type " + type);
    }
    return Kind.values()[(int) type];
  }

  private GgufValue single(Kind kind, String key) throws LoadException {
    return switch (kind) {
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 ->
          new GgufValue.Whole(whole(kind, key));
      case FLOAT32, FLOAT64 -> new GgufValue.Real(real(kind, key));
      case BOOL -> new GgufValue.Truth(truth(key));
      case STRING -> new GgufValue.Text(bytes.text(key, MAX_TEXT));
      case NESTED -> throw new IllegalStateException("an array isn't a single value");
    };
  }

  private GgufValue array(String key) throws LoadException {
    var kind = kind(key, bytes.uint32("the type of " + key));
    long most = Math.min(MAX_ELEMENTS, Math.max(0, bytes.left() - 8) / kind.least);
    int count = (int) bytes.count("the length of " + key, most);
    return switch (kind) {
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 ->
          new GgufValue.Wholes(all(count, () -> whole(kind, key)));
      case FLOAT32, FLOAT64 -> new GgufValue.Reals(all(count, () -> real(kind, key)));
      case BOOL -> new GgufValue.Truths(all(count, () -> truth(key)));
      case STRING -> new GgufValue.Texts(all(count, () -> bytes.text(key, MAX_TEXT)));
      case NESTED -> throw new IllegalStateException("refused before");
    };
  }

  /** Reads one element. */
  private interface Element<T> {
    T read() throws LoadException;
  }

  private static <T> List<T> all(int count, Element<T> element) throws LoadException {
    var all = new ArrayList<T>(count);
    for (int i = 0; i < count; i++) {
      all.add(element.read());
    }
    return all;
  }

  private long whole(Kind kind, String key) throws LoadException {
    return switch (kind) {
      case UINT8 -> bytes.int8(key) & 0xFF;
      case INT8 -> bytes.int8(key);
      case UINT16 -> bytes.int16(key) & 0xFFFF;
      case INT16 -> bytes.int16(key);
      case UINT32 -> bytes.uint32(key);
      case INT32 -> bytes.int32(key);
      case UINT64 -> bytes.count(key, Long.MAX_VALUE);
      case INT64 -> bytes.int64(key);
      case FLOAT32, FLOAT64, BOOL, STRING, NESTED -> throw new IllegalStateException("no number");
    };
  }

  private double real(Kind kind, String key) throws LoadException {
    return kind == Kind.FLOAT32
        ? Float.intBitsToFloat(bytes.int32(key))
        : Double.longBitsToDouble(bytes.int64(key));
  }

  private boolean truth(String key) throws LoadException {
    return switch (bytes.int8(key)) {
      case 0 -> false;
      case 1 -> true;
      default -> throw GgufBytes.corrupt(key + " is neither true nor false");
    };
  }

  /** The types of values, in the order of their numbers. */
  private enum Kind {
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    FLOAT32(4),
    BOOL(1),
    STRING(8),
    NESTED(12),
    UINT64(8),
    INT64(8),
    FLOAT64(8);

    static final int ARRAY = 9;

    /** Bytes that one takes at least. */
    private final int least;

    Kind(int least) {
      this.least = least;
    }
  }
}
