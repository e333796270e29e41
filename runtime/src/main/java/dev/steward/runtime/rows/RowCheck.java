package dev.steward.runtime.rows;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.engine.Signature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether a model computes each row of a request by itself, found out by trying: two different rows
 * together and each alone.
 *
 * <p>Shapes can't tell. A model that is quantised while it runs (DynamicQuantizeLinear) scales by
 * the largest number of the whole batch, so that a row's neighbours change its result; cut into
 * micro-batches, the answer would be another one than that of one process.
 */
public final class RowCheck {

  private static final double EXACT = 1e-5;

  /** Of every open length but the rows. */
  private static final long OPEN = 4;

  private static final long MAX_ELEMENTS = 1L << 20;

  private RowCheck() {}

  /**
   * Tries.
   *
   * @param run computes once; may refuse
   * @return false also where it can't be found out
   */
  public static boolean independent(
      Signature signature, Function<List<Tensor>, Outcome<List<Tensor>>> run) {
    var both = inputs(signature);
    if (both.isEmpty()) {
      return false;
    }
    var alone = new ArrayList<List<Tensor>>();
    for (var part : Rows.cut(both.get(), 2)) {
      if (!(run.apply(part) instanceof Outcome.Done<List<Tensor>>(var outputs))) {
        return false;
      }
      alone.add(outputs);
    }
    return run.apply(both.get()) instanceof Outcome.Done<List<Tensor>>(var together)
        && Rows.joined(alone).filter(joined -> same(joined, together)).isPresent();
  }

  /** A row of zeros and one of ones; empty where that isn't possible. */
  private static Optional<List<Tensor>> inputs(Signature signature) {
    var inputs = new ArrayList<Tensor>();
    for (var input : signature.inputs()) {
      var shape = twoRows(input);
      if (input.datatype() == Datatype.BYTES || shape.elements() > MAX_ELEMENTS) {
        return Optional.empty();
      }
      inputs.add(zerosAndOnes(input, shape));
    }
    return inputs.isEmpty() ? Optional.empty() : Optional.of(inputs);
  }

  private static Shape twoRows(TensorMetadata input) {
    var lengths = new ArrayList<Long>();
    for (long length : input.shape().dimensions()) {
      lengths.add(lengths.isEmpty() ? 2L : length < 0 ? OPEN : length);
    }
    return new Shape(lengths);
  }

  private static Tensor zerosAndOnes(TensorMetadata input, Shape shape) {
    int size = input.datatype().size();
    int elements = (int) shape.elements();
    var data = ByteBuffer.allocateDirect(elements * size).order(ByteOrder.nativeOrder());
    for (int i = elements / 2; i < elements; i++) {
      switch (input.datatype()) {
        case BOOL, UINT8, INT8 -> data.put(i, (byte) 1);
        case UINT16, INT16 -> data.putShort(i * size, (short) 1);
        case UINT32, INT32 -> data.putInt(i * size, 1);
        case UINT64, INT64 -> data.putLong(i * size, 1);
        case FP16 -> data.putShort(i * size, (short) 0x3C00);
        case BF16 -> data.putShort(i * size, (short) 0x3F80);
        case FP32 -> data.putFloat(i * size, 1);
        case FP64 -> data.putDouble(i * size, 1);
        case BYTES -> throw new IllegalArgumentException("texts are neither 0 nor 1");
      }
    }
    return new Tensor.Numbers(input.name(), input.datatype(), shape, data);
  }

  private static boolean same(List<Tensor> first, List<Tensor> second) {
    for (var tensor : first) {
      var other = second.stream().filter(each -> each.name().equals(tensor.name())).findFirst();
      if (other.isEmpty()
          || !other.get().shape().equals(tensor.shape())
          || !same(tensor, other.get())) {
        return false;
      }
    }
    return first.size() == second.size();
  }

  private static boolean same(Tensor first, Tensor second) {
    if (!(first instanceof Tensor.Numbers a) || !(second instanceof Tensor.Numbers b)) {
      return first.equals(second);
    }
    if (a.datatype() == Datatype.FP32) {
      var left = a.data().asFloatBuffer();
      var right = b.data().asFloatBuffer();
      for (int i = 0; i < left.limit(); i++) {
        // Written so that numbers that aren't any don't pass.
        if (!(Math.abs(left.get(i) - right.get(i)) <= EXACT * Math.max(1, Math.abs(left.get(i))))) {
          return false;
        }
      }
      return true;
    }
    return a.data().equals(b.data());
  }
}
