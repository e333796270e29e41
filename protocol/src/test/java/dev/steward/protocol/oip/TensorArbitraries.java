package dev.steward.protocol.oip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Tensors of any kind; numbers are finite, since JSON has no others. */
public final class TensorArbitraries {
  private TensorArbitraries() {}

  /** One to three tensors of those types, named x0, x1 and x2, of at most 64 values each. */
  public static Arbitrary<List<Tensor>> of(Arbitrary<Datatype> types) {
    var shapes = Arbitraries.longs().between(0, 4).list().ofMinSize(0).ofMaxSize(3).map(Shape::new);
    var tensor = Combinators.combine(shapes, types, Arbitraries.longs()).as(Described::new);
    return tensor
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(described -> {
          var tensors = new ArrayList<Tensor>();
          for (var each : described) {
            tensors.add(each.tensor("x" + tensors.size()));
          }
          return tensors;
        });
  }

  /** What a tensor is made of. */
  private record Described(Shape shape, Datatype type, long seed) {

    Tensor tensor(String name) {
      var random = new Random(seed);
      int elements = (int) shape.elements();
      if (type == Datatype.BYTES) {
        var texts = new ArrayList<String>();
        for (int i = 0; i < elements; i++) {
          texts.add(List.of("", "a\"\\\n", "ж", "😀", "\u0000").get(random.nextInt(5)));
        }
        return new Tensor.Texts(name, shape, texts);
      }
      var data = ByteBuffer.allocateDirect(elements * type.size()).order(ByteOrder.nativeOrder());
      for (int i = 0; i < elements; i++) {
        put(data, random);
      }
      return new Tensor.Numbers(name, type, shape, data.flip());
    }

    private void put(ByteBuffer data, Random random) {
      switch (type) {
        case BOOL -> data.put((byte) random.nextInt(2));
        case UINT8, INT8 -> data.put((byte) random.nextInt());
        case UINT16, INT16, FP16, BF16 -> data.putShort((short) random.nextInt());
        case UINT32, INT32 -> data.putInt(random.nextInt());
        case UINT64, INT64 -> data.putLong(random.nextLong());
        case FP32 -> {
          float number = Float.intBitsToFloat(random.nextInt());
          data.putFloat(Float.isFinite(number) ? number : -0.0f);
        }
        case FP64 -> {
          double number = Double.longBitsToDouble(random.nextLong());
          data.putDouble(Double.isFinite(number) ? number : Double.MIN_VALUE);
        }
        case BYTES -> throw new AssertionError(type);
      }
    }
  }
}
