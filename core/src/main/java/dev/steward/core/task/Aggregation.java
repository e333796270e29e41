package dev.steward.core.task;

import dev.steward.core.check.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Folds the answers of a task into one, in input order, so that the same answers give the same bits
 * whichever pod answered first. One owner; not for several threads.
 */
public final class Aggregation {

  /** Different answers that a vote can be about. */
  public static final int MAX_CHOICES = 100_000;

  private final Aggregate how;
  private final Map<String, Long> votes = new LinkedHashMap<>();
  private double[] numbers = {};
  private long count;

  public Aggregation(Aggregate how) {
    this.how = how;
  }

  /** What came of it. */
  public sealed interface Result {
    /** The items' own answers are the result. */
    record Listed() implements Result {}

    /** Numbers in a row. */
    record Numbers(List<Double> values) implements Result {
      public Numbers {
        values = List.copyOf(values);
      }
    }

    /**
     * A vote.
     *
     * @param choice what most answers say; of equal ones that which came first
     * @param votes how many say so
     * @param of all answers
     */
    record Winner(String choice, long votes, long of) implements Result {}
  }

  /**
   * Adds the next answer.
   *
   * @param input the item, as a person knows it
   * @return why it can't be added; nothing can then
   */
  public Optional<Violation> add(String input, ItemValue value) {
    return switch (how) {
      case CONCAT, NONE -> Optional.empty();
      case VOTE -> vote(input, value);
      case SUM, MEAN, MAX ->
          switch (value) {
            case ItemValue.Numbers(var values) -> fold(input, values);
            case ItemValue.Classed(var _, var scores) -> fold(input, scores);
            case ItemValue.Text _ -> unfit(input, "is a text, and %s takes numbers");
            case ItemValue.Several(var why) -> unfit(input, why + ", and %s takes one");
          };
    };
  }

  /** What came of all answers added. */
  public Result result() {
    return switch (how) {
      case CONCAT, NONE -> new Result.Listed();
      case SUM, MAX -> new Result.Numbers(DoubleStream.of(numbers).boxed().toList());
      case MEAN ->
          new Result.Numbers(DoubleStream.of(numbers).map(sum -> sum / count).boxed().toList());
      case VOTE -> winner();
    };
  }

  private Optional<Violation> fold(String input, List<Double> values) {
    if (count == 0) {
      numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
    } else if (values.size() != numbers.length) {
      return unfit(
          input,
          "has %d numbers, those before it have %d".formatted(values.size(), numbers.length)
              + ", and %s takes them place by place");
    } else {
      for (int i = 0; i < numbers.length; i++) {
        double next = values.get(i);
        numbers[i] = how == Aggregate.MAX ? Math.max(numbers[i], next) : numbers[i] + next;
      }
    }
    count++;
    return Optional.empty();
  }

  private Optional<Violation> vote(String input, ItemValue value) {
    return switch (value) {
      case ItemValue.Several(var why) -> unfit(input, why + ", and %s takes one");
      case ItemValue.Text(var text) -> vote(text.strip());
      case ItemValue.Classed(var label, var _) -> vote(label);
      case ItemValue.Numbers(var values) when values.isEmpty() ->
          unfit(input, "has no numbers, and %s takes the greatest one's place");
      case ItemValue.Numbers(var values) -> vote(Integer.toString(greatest(values)));
    };
  }

  private Optional<Violation> vote(String choice) {
    if (votes.size() == MAX_CHOICES && !votes.containsKey(choice)) {
      return Optional.of(
          new Violation(
              "aggregate",
              "there are more than " + MAX_CHOICES + " different answers to vote for",
              "use Concat or None"));
    }
    votes.merge(choice, 1L, Long::sum);
    count++;
    return Optional.empty();
  }

  private static int greatest(List<Double> values) {
    int best = 0;
    for (int i = 1; i < values.size(); i++) {
      if (values.get(i) > values.get(best)) {
        best = i;
      }
    }
    return best;
  }

  private Result winner() {
    var best = votes.entrySet().stream().reduce((a, b) -> b.getValue() > a.getValue() ? b : a);
    return best.<Result>map(entry -> new Result.Winner(entry.getKey(), entry.getValue(), count))
        .orElseGet(() -> new Result.Winner("", 0, 0));
  }

  private Optional<Violation> unfit(String input, String problem) {
    return Optional.of(
        new Violation(
            "aggregate",
            "the answer to %s %s".formatted(input, problem.formatted(how.text())),
            "use Concat or None"));
  }
}
