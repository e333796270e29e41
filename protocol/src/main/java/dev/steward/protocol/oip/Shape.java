package dev.steward.protocol.oip;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The lengths of a tensor's dimensions, outermost first; no dimension is a single value.
 *
 * @param dimensions each 0 or more; in a model's metadata -1 stands for any length
 */
public record Shape(List<Long> dimensions) {

  public Shape {
    dimensions = List.copyOf(dimensions);
    for (long dimension : dimensions) {
      if (dimension < -1) {
        throw new IllegalArgumentException("a dimension of " + dimension);
      }
    }
  }

  /** A shape of these dimensions. */
  public static Shape of(long... dimensions) {
    return new Shape(LongStream.of(dimensions).boxed().toList());
  }

  /** How many dimensions there are. */
  public int rank() {
    return dimensions.size();
  }

  /** The length of dimension {@code index}. */
  public long dimension(int index) {
    return dimensions.get(index);
  }

  /** How many values a tensor of it has; {@link Long#MAX_VALUE} where that is more than a long. */
  public long elements() {
    if (dimensions.contains(0L)) {
      return 0;
    }
    long product = 1;
    for (long dimension : dimensions) {
      if (dimension < 0) {
        throw new IllegalStateException("a shape with a length left open: " + this);
      }
      long high = Math.multiplyHigh(product, dimension);
      product *= dimension;
      if (high != 0 || product < 0) {
        return Long.MAX_VALUE;
      }
    }
    return product;
  }

  /** Whether {@code actual} is this shape, where -1 here stands for any length. */
  public boolean takes(Shape actual) {
    if (actual.rank() != rank()) {
      return false;
    }
    for (int i = 0; i < rank(); i++) {
      if (dimension(i) >= 0 && dimension(i) != actual.dimension(i)) {
        return false;
      }
    }
    return true;
  }

  /** As an array. */
  public long[] toArray() {
    return dimensions.stream().mapToLong(Long::longValue).toArray();
  }

  /** As in JSON: {@code [2,4]}. */
  @Override
  public String toString() {
    return dimensions.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }
}
