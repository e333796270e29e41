package dev.steward.core.shard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Cuts a batch in proportion to the speeds of the pods that are to compute it.
 *
 * <p>As many pods take part as make each part worth a request of its own: with k pods the whole
 * takes N / (C₁ + … + Cₖ), which must not fall below {@link #LEAST}, for that much a request costs
 * by itself. Each of them gets its share of the rows, rounded down; the rows left over go one by
 * one to the largest remainders (Hamilton's method). Whose share is no row at all has no part.
 *
 * <p>A pod that wasn't measured counts as the mean of those that were; if none was, all are equal.
 *
 * <p>Example: 7 rows over 2, 1 and an unknown speed: the unknown counts as 1.5, the shares are
 * 3.11, 1.56 and 2.33, and the parts 3, 2 and 2.
 */
public final class BatchCut {

  /** What a request costs that computes nothing: connection, JSON and scheduling, with a margin. */
  static final Duration LEAST = Duration.ofMillis(2);

  private BatchCut() {}

  /**
   * A part of the batch.
   *
   * @param pod the index of its pod among those that were given
   */
  public record Part(int pod, Rows rows) {}

  /**
   * The parts, in the order of their rows, which they cover without gaps.
   *
   * @param rows of the batch, at least 1
   * @param speeds rows a second of the pods at hand, empty where unknown, the preferred pods first;
   *     at least one
   * @param most how many parts at most, at least 1
   */
  public static List<Part> cut(int rows, List<OptionalDouble> speeds, int most) {
    if (rows < 1 || speeds.isEmpty() || most < 1) {
      throw new IllegalArgumentException(
          "%d rows over %d pods in %d parts".formatted(rows, speeds.size(), most));
    }
    var filled = filled(speeds);
    var counts = shares(rows, filled.subList(0, worthwhile(rows, speeds, filled, most)));
    var parts = new ArrayList<Part>();
    var from = 0;
    for (var pod = 0; pod < counts.length; pod++) {
      if (counts[pod] > 0) {
        parts.add(new Part(pod, new Rows(from, from + counts[pod])));
        from += counts[pod];
      }
    }
    return List.copyOf(parts);
  }

  private static List<Double> filled(List<OptionalDouble> speeds) {
    var mean =
        speeds.stream()
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .average()
            .orElse(1);
    return speeds.stream().map(speed -> speed.orElse(mean)).toList();
  }

  /** How many pods take part. What was never measured can't be said to be too quick to share. */
  private static int worthwhile(
      int rows, List<OptionalDouble> measured, List<Double> speeds, int most) {
    var pods = Math.min(Math.min(most, speeds.size()), rows);
    if (measured.stream().noneMatch(OptionalDouble::isPresent)) {
      return pods;
    }
    var sum = speeds.getFirst();
    var worth = 1;
    while (worth < pods && rows / (sum + speeds.get(worth)) >= LEAST.toNanos() / 1e9) {
      sum += speeds.get(worth);
      worth++;
    }
    return worth;
  }

  private static int[] shares(int rows, List<Double> speeds) {
    var sum = speeds.stream().mapToDouble(Double::doubleValue).sum();
    var exact = speeds.stream().mapToDouble(speed -> rows * (speed / sum)).toArray();
    var counts = IntStream.range(0, exact.length).map(pod -> (int) exact[pod]).toArray();
    var left = rows - IntStream.of(counts).sum();
    IntStream.range(0, exact.length)
        .boxed()
        .sorted(Comparator.comparingDouble(pod -> counts[pod] - exact[pod]))
        .limit(left)
        .forEach(pod -> counts[pod]++);
    return counts;
  }
}
