package dev.steward.protocol.oip;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The datatypes of the protocol, by the names they have on the wire. */
public enum Datatype {
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  /** IEEE 754 binary16. */
  FP16(2),
  /** The upper half of an FP32. */
  BF16(2),
  FP32(4),
  FP64(8),
  /** Strings of any length; in JSON, text. */
  BYTES(0);

  private static final String NAMES =
      Arrays.stream(values()).map(Datatype::name).collect(Collectors.joining(", "));

  private final int size;

  Datatype(int size) {
    this.size = size;
  }

  /** Bytes of one element in memory; 0 where elements differ. */
  public int size() {
    return size;
  }

  /** Whether a request's values may be JSON; the others are sent as binary. */
  public boolean inJson() {
    return this != FP16 && this != BF16;
  }

  /** The datatype of a name on the wire. */
  public static Optional<Datatype> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** All names, for messages. */
  public static String names() {
    return NAMES;
  }
}
