package dev.steward.runtime.gguf;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A GGUF file: its metadata, and its tensors where they lie. The file stays mapped for as long as
 * it or one of its tensors is in use.
 */
public final class GgufFile implements GgufTensors {

  /** A model of 1,000 layers has fewer. */
  private static final long MAX_TENSORS = 1 << 16;

  private static final long MAX_NAME = 256;
  private static final int MAX_RANK = 4;

  /** More numbers than any matrix that is multiplied in one piece. */
  private static final long MAX_LENGTH = 1L << 31;

  /** A tensor is at least its name's length, its rank, one length, its format and its offset. */
  private static final int LEAST_TENSOR = 32;

  private static final int MAGIC = 0x46554747;
  private static final int DEFAULT_ALIGNMENT = 32;
  private static final int MAX_ALIGNMENT = 1 << 20;

  private final GgufMetadata metadata;
  private final Map<String, GgufTensor> tensors;

  private GgufFile(GgufMetadata metadata, Map<String, GgufTensor> tensors) {
    this.metadata = metadata;
    this.tensors = tensors;
  }

  /**
   * Opens a file and checks all that it says, but reads no weight.
   *
   * @throws LoadException when it isn't a GGUF file that can be read here
   */
  public static GgufFile open(Path file) throws LoadException {
    return of(map(file));
  }

  /**
   * Checks all that a file says, but reads no weight.
   *
   * @param bytes the file's
   * @throws LoadException when it isn't a GGUF file that can be read here
   */
  public static GgufFile of(MemorySegment bytes) throws LoadException {
    var reader = new GgufBytes(bytes);
    long count = head(reader);
    var metadata = new MetadataReader(reader).read(MetadataReader.count(reader));
    return new GgufFile(metadata, tensors(reader, count, alignment(metadata), bytes));
  }

  private static MemorySegment map(Path file) throws LoadException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
    } catch (IOException e) {
      throw new LoadException(
          ErrorCode.MODEL_MISSING,
          "spec.model.uri",
          file.getFileName() + " can't be read: " + e.getMessage(),
          "make it readable for everyone, or for group 65532");
    }
  }

  /** What the file begins with; the number of tensors. */
  private static long head(GgufBytes bytes) throws LoadException {
    if (bytes.int32("the first four bytes") != MAGIC) {
      throw GgufBytes.corrupt("it doesn't begin with GGUF");
    }
    long version = bytes.uint32("the version");
    if (version != 2 && version != 3) {
      boolean swapped = (version & 0xFFFF) == 0 && version != 0;
      throw GgufBytes.unsuitable(
          swapped ? "is big-endian" : "is of version " + version,
          "convert it to little-endian GGUF of version 3");
    }
    return bytes.count("the number of tensors", Math.min(MAX_TENSORS, bytes.left() / LEAST_TENSOR));
  }

  private static int alignment(GgufMetadata metadata) throws LoadException {
    int alignment = metadata.whole("general.alignment", 1, MAX_ALIGNMENT).orElse(DEFAULT_ALIGNMENT);
    if (Integer.bitCount(alignment) != 1) {
      throw GgufBytes.corrupt("general.alignment is " + alignment + ", which isn't a power of two");
    }
    return alignment;
  }

  private static Map<String, GgufTensor> tensors(
      GgufBytes reader, long count, int alignment, MemorySegment bytes) throws LoadException {
    var listed = new ArrayList<Listed>();
    for (long i = 0; i < count; i++) {
      listed.add(listed(reader));
    }
    long begin = Math.ceilDiv(reader.at(), alignment) * alignment;
    var tensors = new LinkedHashMap<String, GgufTensor>();
    for (var each : listed) {
      if (tensors.put(each.name, each.in(bytes, begin, alignment)) != null) {
        throw GgufBytes.corrupt("the tensor " + each.name + " stands twice");
      }
    }
    return tensors;
  }

  /** A tensor as the file lists it, not yet known to lie within it. */
  private record Listed(
      String name, BlockFormat format, List<Long> lengths, long bytes, long offset) {

    GgufTensor in(MemorySegment file, long begin, int alignment) throws LoadException {
      if (offset < 0 || offset % alignment != 0) {
        throw GgufBytes.corrupt(
            "%s lies at %s, which isn't a multiple of %d"
                .formatted(name, Long.toUnsignedString(offset), alignment));
      }
      if (begin > file.byteSize()
          || offset > file.byteSize() - begin
          || bytes > file.byteSize() - begin - offset) {
        throw GgufBytes.corrupt(name + " ends after the file");
      }
      return new GgufTensor(name, format, lengths, file.asSlice(begin + offset, bytes));
    }
  }

  private static Listed listed(GgufBytes reader) throws LoadException {
    var name = reader.text("a tensor's name", MAX_NAME);
    long rank = reader.uint32("the rank of " + name);
    if (rank < 1 || rank > MAX_RANK) {
      throw GgufBytes.corrupt(
          "%s has %d dimensions, it can have 1 to %d".formatted(name, rank, MAX_RANK));
    }
    var lengths = new ArrayList<Long>();
    long elements = 1;
    for (int i = 0; i < rank; i++) {
      long length = reader.count("a length of " + name, MAX_LENGTH);
      if (length == 0) {
        throw GgufBytes.corrupt(name + " has a length of 0");
      }
      lengths.add(length);
      elements = product(name, elements, length);
    }
    long number = reader.uint32("the format of " + name);
    var format =
        BlockFormat.of(number)
            .orElseThrow(() ->
                GgufBytes.unsuitable(
                    "has %s in the format %d of ggml_type".formatted(name, number),
                    "quantise it to F16, Q8_0, Q4_0, Q4_1, Q4_K or Q6_K"));
    if (lengths.getFirst() % format.elements() != 0) {
      throw GgufBytes.corrupt(
          "a row of %s has %d numbers, %s packs %d at a time"
              .formatted(name, lengths.getFirst(), format, format.elements()));
    }
    return new Listed(
        name,
        format,
        lengths,
        product(name, elements / format.elements(), format.bytes()),
        reader.int64("the offset of " + name));
  }

  private static long product(String name, long a, long b) throws LoadException {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw GgufBytes.corrupt(name + " is larger than any file");
    }
  }

  /** What it says about its model. */
  public GgufMetadata metadata() {
    return metadata;
  }

  @Override
  public Optional<GgufTensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** All tensors, in the file's order. */
  public List<GgufTensor> tensors() {
    return List.copyOf(tensors.values());
  }
}
