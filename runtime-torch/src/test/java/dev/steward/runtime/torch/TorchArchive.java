package dev.steward.runtime.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes TorchScript as {@code torch.jit.save} does, without PyTorch: a zip archive of stored
 * entries, with the module's source, a pickle of its attributes (protocol 2) and a file for each
 * tensor's numbers.
 *
 * <p>Example: {@code new TorchArchive("x: Tensor", "Tensor", "return torch.relu(x)")}.
 */
final class TorchArchive {

  /** Of floats, row by row. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Weights(int[] shape, float[] values) {}

  private final String parameters;
  private final String result;
  private final List<String> body;
  private final Map<String, Weights> weights = new LinkedHashMap<>();

  /**
   * A module with {@code forward} alone.
   *
   * @param parameters of it after self, with their types
   * @param result its type
   * @param body its lines
   */
  TorchArchive(String parameters, String result, String... body) {
    this.parameters = parameters;
    this.result = result;
    this.body = List.of(body);
  }

  /** A network of two layers: {@code relu(x·w1ᵀ + b1)·w2ᵀ + b2}. */
  static TorchArchive network(Network network) {
    int hidden = network.hidden();
    return new TorchArchive(
            "x: Tensor",
            "Tensor",
            "h = torch.relu(torch.linear(x, self.w1, self.b1))",
            "return torch.linear(h, self.w2, self.b2)")
        .weights("w1", network.first(), hidden, network.inputs())
        .weights("b1", network.firstBias(), hidden)
        .weights("w2", network.second(), network.outputs(), hidden)
        .weights("b2", network.secondBias(), network.outputs());
  }

  /** Numbers that code has as {@code self.name}. */
  TorchArchive weights(String name, float[] values, int... shape) {
    weights.put(name, new Weights(shape, values));
    return this;
  }

  /** Writes it, and beside it what it takes and gives. */
  Path write(Path file, String signature) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file.resolveSibling(SignatureFile.NAME), signature);
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The archive. */
  byte[] bytes() {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", attributes());
      store(zip, "code/__torch__.py", source().getBytes(StandardCharsets.UTF_8));
      store(zip, "constants.pkl", new Pickle().emptyTuple().end());
      store(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
      int key = 0;
      for (var each : weights.values()) {
        store(zip, "data/" + key++, littleEndian(each.values));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private String source() {
    var lines = new ArrayList<String>();
    lines.add("class Net(Module):");
    lines.add(
        "  __parameters__ = ["
            + weights.keySet().stream().map("\"%s\", "::formatted).collect(Collectors.joining())
            + "]");
    lines.add("  __buffers__ = []");
    weights.keySet().forEach(name -> lines.add("  " + name + " : Tensor"));
    lines.add("  training : bool");
    lines.add("  def forward(self: __torch__.Net,");
    lines.add("    %s) -> %s:".formatted(parameters, result));
    body.forEach(line -> lines.add("    " + line));
    return String.join("\n", lines) + "\n";
  }

  private byte[] attributes() {
    var pickle = new Pickle().object("__torch__", "Net");
    int key = 0;
    for (var each : weights.entrySet()) {
      pickle.text(each.getKey()).tensor(key++, each.getValue().shape);
    }
    return pickle.text("training").no().endOfObject().end();
  }

  private static byte[] littleEndian(float[] values) {
    var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    var entry = new ZipEntry("net/" + name);
    var sum = new CRC32();
    sum.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /** The opcodes of Python's pickle that a module needs (Lib/pickle.py). */
  private static final class Pickle {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Pickle() {
      op(0x80).op(2);
    }

    private Pickle op(int code) {
      out.write(code);
      return this;
    }

    private Pickle ascii(String text) {
      out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    private Pickle number(int value) {
      op('J');
      out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
      return this;
    }

    private Pickle global(String module, String name) {
      return ascii("c" + module + "\n" + name + "\n");
    }

    Pickle text(String text) {
      op('X');
      out.writeBytes(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(text.length()).array());
      return ascii(text);
    }

    Pickle emptyTuple() {
      return op(')');
    }

    Pickle no() {
      return op(0x89);
    }

    /** An object without arguments, whose attributes follow. */
    Pickle object(String module, String name) {
      return global(module, name).emptyTuple().op(0x81).op('}').op('(');
    }

    Pickle endOfObject() {
      return op('u').op('b');
    }

    private Pickle tuple(int... numbers) {
      op('(');
      for (int number : numbers) {
        number(number);
      }
      return op('t');
    }

    /**
     * {@code torch._utils._rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())}.
     */
    Pickle tensor(int key, int... shape) {
      int[] strides = new int[shape.length];
      int elements = 1;
      for (int i = shape.length - 1; i >= 0; i--) {
        strides[i] = elements;
        elements *= shape[i];
      }
      global("torch._utils", "_rebuild_tensor_v2").op('(');
      op('(').text("storage").global("torch", "FloatStorage").text(String.valueOf(key));
      text("cpu").number(elements).op('t').op('Q');
      number(0).tuple(shape).tuple(strides).no();
      return global("collections", "OrderedDict").emptyTuple().op('R').op('t').op('R');
    }

    byte[] end() {
      op('.');
      return out.toByteArray();
    }
  }
}
