package dev.steward.runtime.pipeline;

import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Tensors in a payload: their count; of each one its name, the number of its datatype, its rank,
 * its lengths, and its values: numbers as they lie in memory, strings each with its length.
 */
final class TensorCodec {

  private static final int MAX_NAME = 4096;
  private static final int MAX_RANK = 32;

  /** In the protocol's own order, which never changes. */
  private static final List<Datatype> DATATYPES =
      List.of(
          Datatype.BOOL,
          Datatype.UINT8,
          Datatype.UINT16,
          Datatype.UINT32,
          Datatype.UINT64,
          Datatype.INT8,
          Datatype.INT16,
          Datatype.INT32,
          Datatype.INT64,
          Datatype.FP16,
          Datatype.BF16,
          Datatype.FP32,
          Datatype.FP64,
          Datatype.BYTES);

  private TensorCodec() {}

  static void writeNames(PayloadWriter payload, List<String> names) {
    payload.number(names.size());
    names.forEach(payload::text);
  }

  static List<String> readNames(PayloadReader payload, int most) throws FrameException {
    int count = payload.count(0, most);
    var names = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      names.add(payload.text(MAX_NAME));
    }
    return names;
  }

  static void write(PayloadWriter payload, List<Tensor> tensors) {
    payload.number(tensors.size());
    for (var tensor : tensors) {
      payload.text(tensor.name()).number(DATATYPES.indexOf(tensor.datatype()));
      payload.number(tensor.shape().rank());
      tensor.shape().dimensions().forEach(payload::large);
      switch (tensor) {
        case Tensor.Numbers numbers -> payload.data(numbers.data());
        case Tensor.Texts texts -> texts.values().forEach(payload::text);
      }
    }
  }

  static List<Tensor> read(PayloadReader payload, int most) throws FrameException {
    int count = payload.count(0, most);
    var tensors = new ArrayList<Tensor>();
    for (int i = 0; i < count; i++) {
      tensors.add(tensor(payload));
    }
    return tensors;
  }

  private static Tensor tensor(PayloadReader payload) throws FrameException {
    var name = payload.text(MAX_NAME);
    var datatype = DATATYPES.get(payload.count(0, DATATYPES.size() - 1));
    int rank = payload.count(0, MAX_RANK);
    var lengths = new ArrayList<Long>();
    for (int i = 0; i < rank; i++) {
      long length = payload.large();
      if (length < 0) {
        throw new FrameException("a tensor with a length of " + length);
      }
      lengths.add(length);
    }
    var shape = new Shape(lengths);
    long elements = shape.elements();
    if (datatype == Datatype.BYTES) {
      return texts(payload, name, shape, elements);
    }
    if (elements > Integer.MAX_VALUE) {
      throw new FrameException("a tensor of " + shape);
    }
    return new Tensor.Numbers(name, datatype, shape, payload.data(elements * datatype.size()));
  }

  private static Tensor texts(PayloadReader payload, String name, Shape shape, long elements)
      throws FrameException {
    // Each has at least its length: so many can't be there otherwise.
    payload.need(Math.min(elements, Integer.MAX_VALUE) * Integer.BYTES);
    var values = new ArrayList<String>();
    for (long i = 0; i < elements; i++) {
      values.add(payload.text(Integer.MAX_VALUE));
    }
    return new Tensor.Texts(name, shape, values);
  }
}
