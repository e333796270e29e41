package dev.steward.runtime.onnx;

import dev.steward.protocol.oip.Shape;
import dev.steward.runtime.onnx.OnnxGraph.External;
import dev.steward.runtime.onnx.OnnxGraph.Form;
import dev.steward.runtime.onnx.OnnxGraph.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a model says of its weights, and checks it against what is there. */
final class WeightReader {

  private static final int MAX_RANK = 32;
  private static final int MAX_ENTRIES = 16;

  private final WireReader wire;
  private final Path model;

  /** Sizes of files beside the model, each looked up once. */
  private final Map<Path, Long> sizes = new HashMap<>();

  WeightReader(WireReader wire, Path model) {
    this.wire = wire;
    this.model = model;
  }

  /** Reads a tensor. */
  Weight dense(int tag) throws IOException {
    var read = new Parts();
    var content = wire.message(tag, (field, inner, start) -> part(read, field, inner));
    var shape = shape(read);
    var external = read.outside ? Optional.of(external(read)) : Optional.<External>empty();
    long bytes =
        external
            .map(where -> where.values().length())
            .or(() -> read.raw.map(Slice::length))
            .orElse(content.length());
    if (external.isPresent() || read.raw.isPresent()) {
      checkSize(read, shape, bytes);
    }
    return new Weight(
        read.name, new ElementType(read.type), shape, bytes, external, Form.DENSE, content);
  }

  /** Reads a sparse tensor, whose name is that of its values. */
  Weight sparse(int tag) throws IOException {
    var values = new ArrayList<Weight>();
    var dims = new Parts();
    var content =
        wire.message(
            tag,
            (field, inner, start) -> {
              switch (field) {
                case Fields.SPARSE_DIMS -> wire.numbers(inner, dims.dims::add);
                case Fields.SPARSE_VALUES, Fields.SPARSE_INDICES -> {
                  if (values.size() == 2) {
                    throw new BrokenModelException("a sparse tensor has values twice");
                  }
                  values.add(dense(inner));
                }
                default -> wire.skip(inner);
              }
            });
    if (values.isEmpty() || values.stream().anyMatch(value -> value.external().isPresent())) {
      throw new BrokenModelException("a sparse tensor has no values of its own");
    }
    var named = values.getFirst();
    return new Weight(
        named.name(),
        named.type(),
        shape(dims),
        content.length(),
        Optional.empty(),
        Form.SPARSE,
        content);
  }

  private void part(Parts read, int field, int tag) throws IOException {
    switch (field) {
      case Fields.TENSOR_DIMS -> {
        wire.numbers(tag, read.dims::add);
        if (read.dims.size() > MAX_RANK) {
          throw new BrokenModelException("a tensor has more than " + MAX_RANK + " dimensions");
        }
      }
      case Fields.TENSOR_DATA_TYPE -> read.type = (int) wire.number(tag);
      case Fields.TENSOR_NAME -> read.name = wire.name(tag);
      case Fields.TENSOR_RAW_DATA -> read.raw = Optional.of(wire.bytes(tag));
      case Fields.TENSOR_EXTERNAL_DATA -> entry(read, tag);
      case Fields.TENSOR_DATA_LOCATION -> read.outside = wire.number(tag) == Fields.EXTERNAL;
      default -> wire.skip(tag);
    }
  }

  private void entry(Parts read, int tag) throws IOException {
    var entry = new String[] {"", ""};
    var _ =
        wire.message(
            tag,
            (field, inner, start) -> {
              switch (field) {
                case Fields.ENTRY_KEY -> entry[0] = wire.name(inner);
                case Fields.ENTRY_VALUE -> entry[1] = wire.name(inner);
                default -> wire.skip(inner);
              }
            });
    if (read.entries.size() == MAX_ENTRIES) {
      throw new BrokenModelException("a tensor's external data has too many entries");
    }
    read.entries.put(entry[0], entry[1]);
  }

  private static Shape shape(Parts read) throws IOException {
    for (long length : read.dims) {
      if (length < 0) {
        throw new BrokenModelException(
            "tensor \"%s\" has a length of %d".formatted(read.name, length));
      }
    }
    return new Shape(List.copyOf(read.dims));
  }

  private static void checkSize(Parts read, Shape shape, long bytes) throws IOException {
    var datatype = new ElementType(read.type).datatype();
    if (datatype.isEmpty() || datatype.get().size() == 0) {
      return;
    }
    long elements = shape.elements();
    if (elements > Long.MAX_VALUE / datatype.get().size()
        || elements * datatype.get().size() != bytes) {
      throw new BrokenModelException(
          "tensor \"%s\" says it is %s%s and has %d bytes"
              .formatted(read.name, datatype.get(), shape, bytes));
    }
  }

  private External external(Parts read) throws IOException {
    var file = beside(read.name, read.entries.getOrDefault("location", ""));
    var size = sizes.get(file);
    if (size == null) {
      size = Files.size(file);
      sizes.put(file, size);
    }
    long offset = number(read, "offset", 0);
    long length = number(read, "length", size - offset);
    if (offset < 0 || length < 0 || offset > size || length > size - offset) {
      throw new BrokenModelException(
          "tensor \"%s\" lies at %d+%d of %s, which has %d bytes"
              .formatted(read.name, offset, length, file.getFileName(), size));
    }
    return new External(file, new Slice(offset, length));
  }

  private static long number(Parts read, String key, long absent) throws IOException {
    var text = read.entries.get(key);
    if (text == null) {
      return absent;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new BrokenModelException(
          "tensor \"%s\" has the %s \"%s\", which is no number".formatted(read.name, key, text));
    }
  }

  /** A file of the model's own folder and no other, by whatever links. */
  private Path beside(String tensor, String location) throws IOException {
    try {
      var folder = model.toAbsolutePath().resolveSibling("");
      var relative = Path.of(location);
      if (location.isEmpty() || relative.isAbsolute() || relative.normalize().startsWith("..")) {
        throw outside(tensor, location);
      }
      var found = folder.resolve(relative).normalize();
      if (!Files.isRegularFile(found)) {
        throw new BrokenModelException(
            "the values of tensor \"%s\" are in %s, which isn't there".formatted(tensor, location));
      }
      var real = found.toRealPath();
      if (!real.startsWith(folder.toRealPath())
          && !real.startsWith(model.toRealPath().resolveSibling(""))) {
        throw outside(tensor, location);
      }
      return real;
    } catch (InvalidPathException e) {
      throw outside(tensor, location);
    }
  }

  private static BrokenModelException outside(String tensor, String location) {
    return new BrokenModelException(
        "the values of tensor \"%s\" are at \"%s\", which isn't in the model's folder"
            .formatted(tensor, location));
  }

  /** What was read so far of a tensor. */
  private static final class Parts {
    String name = "";
    int type;
    final List<Long> dims = new ArrayList<>();
    Optional<Slice> raw = Optional.empty();
    boolean outside;
    final Map<String, String> entries = new HashMap<>();
  }
}
