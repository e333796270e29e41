package dev.steward.runtime.rows;

import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts tensors along their first axis and puts them together again. */
public final class Rows {

  private Rows() {}

  /**
   * The inputs of each part, as even as whole rows allow, in order.
   *
   * @param parts at most so many
   */
  public static List<List<Tensor>> cut(List<Tensor> inputs, int parts) {
    long rows = inputs.isEmpty() ? 1 : of(inputs.getFirst());
    if (rows < 2 || inputs.stream().anyMatch(input -> of(input) != rows)) {
      return List.of(inputs);
    }
    int count = (int) Math.min(rows, parts);
    var cut = new ArrayList<List<Tensor>>();
    for (int i = 0; i < count; i++) {
      long from = rows * i / count;
      long to = rows * (i + 1) / count;
      cut.add(inputs.stream().map(input -> slice(input, from, to)).toList());
    }
    return cut;
  }

  /** How many a tensor has; 0 also where it has no axis. */
  public static long of(Tensor tensor) {
    return tensor.shape().rank() == 0 ? 0 : tensor.shape().dimension(0);
  }

  private static Tensor slice(Tensor tensor, long from, long to) {
    var shape = withRows(tensor.shape(), to - from);
    long width = shape.elements() / Math.max(1, to - from);
    return switch (tensor) {
      case Tensor.Numbers numbers -> {
        int bytes = Math.toIntExact(width * numbers.datatype().size());
        yield new Tensor.Numbers(
            numbers.name(),
            numbers.datatype(),
            shape,
            numbers
                .data()
                .slice(Math.toIntExact(from * bytes), Math.toIntExact((to - from) * bytes))
                .order(ByteOrder.nativeOrder()));
      }
      case Tensor.Texts texts ->
          new Tensor.Texts(
              texts.name(),
              shape,
              texts.values().subList((int) (from * width), (int) (to * width)));
    };
  }

  private static Shape withRows(Shape shape, long rows) {
    var dimensions = new ArrayList<>(shape.dimensions());
    dimensions.set(0, rows);
    return new Shape(dimensions);
  }

  /** The outputs of the parts, one after the other; empty where they don't fit each other. */
  public static Optional<List<Tensor>> joined(List<List<Tensor>> parts) {
    var first = parts.getFirst();
    if (parts.size() == 1) {
      return Optional.of(first);
    }
    var joined = new ArrayList<Tensor>();
    for (var output : first) {
      var pieces = new ArrayList<Tensor>();
      for (var part : parts) {
        part.stream().filter(each -> each.name().equals(output.name())).forEach(pieces::add);
      }
      if (pieces.size() != parts.size() || pieces.stream().anyMatch(each -> !fits(output, each))) {
        return Optional.empty();
      }
      joined.add(joined(output, pieces));
    }
    return Optional.of(joined);
  }

  /**
   * Parts tensors again that were joined.
   *
   * @param counts the rows of each part
   * @return the tensors of each part; empty where one hasn't as many rows as all parts together
   */
  public static Optional<List<List<Tensor>>> parted(List<Tensor> tensors, List<Long> counts) {
    long all = counts.stream().mapToLong(Long::longValue).sum();
    if (tensors.stream().anyMatch(tensor -> of(tensor) != all)) {
      return Optional.empty();
    }
    var parts = new ArrayList<List<Tensor>>();
    long from = 0;
    for (long count : counts) {
      long begin = from;
      parts.add(tensors.stream().map(tensor -> slice(tensor, begin, begin + count)).toList());
      from += count;
    }
    return Optional.of(parts);
  }

  /** Whether they have the same datatype, and the same lengths but for the number of rows. */
  public static boolean fits(Tensor first, Tensor other) {
    return other.datatype() == first.datatype()
        && other.shape().rank() > 0
        && first.shape().rank() > 0
        && withRows(other.shape(), 0).equals(withRows(first.shape(), 0));
  }

  private static Tensor joined(Tensor first, List<Tensor> pieces) {
    var shape = withRows(first.shape(), pieces.stream().mapToLong(Rows::of).sum());
    return switch (first) {
      case Tensor.Numbers numbers -> {
        var data =
            ByteBuffer.allocate(Math.toIntExact(shape.elements() * numbers.datatype().size()))
                .order(ByteOrder.nativeOrder());
        pieces.forEach(piece -> data.put(((Tensor.Numbers) piece).data().duplicate()));
        yield new Tensor.Numbers(numbers.name(), numbers.datatype(), shape, data.flip());
      }
      case Tensor.Texts texts ->
          new Tensor.Texts(
              texts.name(),
              shape,
              pieces.stream().flatMap(piece -> ((Tensor.Texts) piece).values().stream()).toList());
    };
  }
}
