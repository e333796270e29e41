package dev.steward.runtime.safetensors;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file: its tensors where they lie. It stays mapped for as long as one of them is in use. */
final class SafetensorsFile {

  /** Of the largest models' headers each has a few hundred kilobytes. */
  private static final long MAX_HEADER = 16L << 20;

  private static final int MAX_TENSORS = 1 << 16;
  private static final int MAX_NAME = 256;
  private static final int MAX_RANK = 8;
  private static final long MAX_LENGTH = 1L << 31;

  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final Map<String, Integer> BYTES =
      Map.ofEntries(
          Map.entry("BOOL", 1),
          Map.entry("U8", 1),
          Map.entry("I8", 1),
          Map.entry("F8_E4M3", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("U16", 2),
          Map.entry("I16", 2),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("U32", 4),
          Map.entry("I32", 4),
          Map.entry("F32", 4),
          Map.entry("U64", 8),
          Map.entry("I64", 8),
          Map.entry("F64", 8));

  private final String file;

  private SafetensorsFile(String file) {
    this.file = file;
  }

  /**
   * The tensors of a file by their names; all that it says is checked, but no weight is read.
   *
   * @throws LoadException when it isn't a safetensors file that can be read here
   */
  static Map<String, StoredTensor> open(Path path) throws LoadException {
    return of(String.valueOf(path.getFileName()), map(path));
  }

  /** The same of a file's bytes. */
  static Map<String, StoredTensor> of(String name, MemorySegment bytes) throws LoadException {
    return new SafetensorsFile(name).tensors(bytes);
  }

  private Map<String, StoredTensor> tensors(MemorySegment bytes) throws LoadException {
    if (bytes.byteSize() < Long.BYTES) {
      throw corrupt("it has %d bytes".formatted(bytes.byteSize()));
    }
    long length = bytes.get(LENGTH, 0);
    if (length < 0 || length > Math.min(MAX_HEADER, bytes.byteSize() - Long.BYTES)) {
      throw corrupt(
          "its header would have %s bytes; the file has %d, and a header at most %d"
              .formatted(Long.toUnsignedString(length), bytes.byteSize(), MAX_HEADER));
    }
    var listed = header(bytes.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE));
    return inOrder(listed, bytes.asSlice(Long.BYTES + length));
  }

  private static MemorySegment map(Path path) throws LoadException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
    } catch (IOException e) {
      throw new LoadException(
          ErrorCode.MODEL_MISSING,
          "spec.model.uri",
          path.getFileName() + " can't be read: " + e.getMessage(),
          "make it readable for everyone, or for group 65532");
    }
  }

  /** A tensor as the header lists it, not yet known to lie within the file. */
  private record Listed(String name, String type, List<Long> shape, long begin, long end) {}

  private List<Listed> header(byte[] json) throws LoadException {
    try {
      return switch (JsonReader.document(json, SafetensorsFile::listed)) {
        case Outcome.Done<List<Listed>>(var listed) -> listed;
        case Outcome.Refused<List<Listed>>(var refusal) ->
            throw corrupt("its header: " + refusal.message());
      };
    } catch (IOException e) {
      throw corrupt("its header: " + e.getMessage());
    }
  }

  private static List<Listed> listed(JsonReader json) throws IOException {
    var all = new ArrayList<Listed>();
    json.object(name -> {
      if (name.equals("__metadata__")) {
        json.skip();
        return;
      }
      if (all.size() == MAX_TENSORS || name.length() > MAX_NAME) {
        throw json.refused(
            "more than %d tensors, or a name of more than %d characters"
                .formatted(MAX_TENSORS, MAX_NAME),
            "use a model within these bounds");
      }
      all.add(new Reading(json).tensor(name));
    });
    return all;
  }

  /** What the header says of one tensor. */
  private static final class Reading {
    private final JsonReader json;
    private final List<Long> shape = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();
    private String type = "";

    Reading(JsonReader json) {
      this.json = json;
    }

    Listed tensor(String name) throws IOException {
      json.object(field -> {
        switch (field) {
          case "dtype" -> type = json.string(MAX_NAME);
          case "shape" -> wholes(shape, MAX_RANK, MAX_LENGTH);
          case "data_offsets" -> wholes(offsets, 2, Long.MAX_VALUE);
          default -> throw json.unknown("dtype, shape, data_offsets");
        }
      });
      if (type.isEmpty() || offsets.size() != 2) {
        throw json.missing("dtype or data_offsets", "say both");
      }
      return new Listed(name, type, shape, offsets.getFirst(), offsets.getLast());
    }

    private void wholes(List<Long> to, int most, long largest) throws IOException {
      json.array(() -> {
        if (to.size() == most) {
          throw json.refused("more than " + most + " numbers", "say at most " + most);
        }
        to.add(json.integer(0, largest));
      });
    }
  }

  /** The bytes must be given out without gaps, so that no two tensors share any. */
  private Map<String, StoredTensor> inOrder(List<Listed> listed, MemorySegment data)
      throws LoadException {
    var sorted = new ArrayList<>(listed);
    sorted.sort(Comparator.comparingLong(Listed::begin).thenComparingLong(Listed::end));
    var tensors = new LinkedHashMap<String, StoredTensor>();
    long at = 0;
    for (var each : sorted) {
      if (each.begin != at) {
        throw corrupt(
            "%s begins at %d, and what is before it ends at %d"
                .formatted(each.name, each.begin, at));
      }
      long bytes = bytes(each);
      if (each.end - each.begin != bytes) {
        throw corrupt(
            "%s has %d bytes, %s of %s needs %d"
                .formatted(each.name, each.end - each.begin, each.shape, each.type, bytes));
      }
      if (each.end > data.byteSize()) {
        throw corrupt(each.name + " ends after the file");
      }
      tensors.put(
          each.name,
          new StoredTensor(each.name, each.type, each.shape, data.asSlice(each.begin, bytes)));
      at = each.end;
    }
    if (at != data.byteSize()) {
      throw corrupt("%d bytes at its end are no tensor's".formatted(data.byteSize() - at));
    }
    return tensors;
  }

  private long bytes(Listed tensor) throws LoadException {
    var size = BYTES.get(tensor.type);
    if (size == null) {
      throw new LoadException(
          ErrorCode.MODEL_UNSUITABLE,
          "spec.model.uri",
          "%s has %s in the type %s".formatted(file, tensor.name, tensor.type),
          "use a model that was saved as F32, F16 or BF16");
    }
    long bytes = size;
    try {
      for (long length : tensor.shape) {
        bytes = Math.multiplyExact(bytes, length);
      }
    } catch (ArithmeticException e) {
      throw corrupt(tensor.name + " is larger than any file");
    }
    return bytes;
  }

  private LoadException corrupt(String problem) {
    return new LoadException(
        ErrorCode.MODEL_CORRUPT,
        "spec.model.uri",
        "%s can't be read: %s".formatted(file, problem),
        "check that it is whole; download it again");
  }
}
