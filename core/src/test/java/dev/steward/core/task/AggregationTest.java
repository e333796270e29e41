package dev.steward.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AggregationTest {

  private static ItemValue numbers(Double... values) {
    return new ItemValue.Numbers(List.of(values));
  }

  private static Aggregation.Result of(Aggregate how, ItemValue... values) {
    var aggregation = new Aggregation(how);
    for (var value : values) {
      assertThat(aggregation.add("x", value)).isEmpty();
    }
    return aggregation.result();
  }

  @Test
  void numbers_are_folded_place_by_place() {
    var first = numbers(1.0, 5.0);
    var second = numbers(3.0, 2.0);

    assertThat(of(Aggregate.SUM, first, second))
        .isEqualTo(new Aggregation.Result.Numbers(List.of(4.0, 7.0)));
    assertThat(of(Aggregate.MEAN, first, second))
        .isEqualTo(new Aggregation.Result.Numbers(List.of(2.0, 3.5)));
    assertThat(of(Aggregate.MAX, first, second))
        .isEqualTo(new Aggregation.Result.Numbers(List.of(3.0, 5.0)));
  }

  @Test
  void a_vote_goes_to_what_most_say_and_of_equals_to_the_first() {
    assertThat(
            of(
                Aggregate.VOTE,
                new ItemValue.Text("cat"),
                new ItemValue.Text("dog\n"),
                new ItemValue.Text("dog"),
                new ItemValue.Text("cat")))
        .isEqualTo(new Aggregation.Result.Winner("cat", 2, 4));
    assertThat(of(Aggregate.VOTE, numbers(0.1, 0.9), numbers(0.8, 0.2), numbers(0.0, 1.0)))
        .isEqualTo(new Aggregation.Result.Winner("1", 2, 3));
  }

  @Test
  void what_does_not_fit_is_named_with_what_would() {
    var sum = new Aggregation(Aggregate.SUM);
    assertThat(sum.add("a.png", new ItemValue.Text("hello")).orElseThrow().message())
        .isEqualTo(
            "aggregate: the answer to a.png is a text, and Sum takes numbers; use Concat or None");
    assertThat(sum.add("line 1", numbers(1.0))).isEmpty();
    assertThat(sum.add("line 2", numbers(1.0, 2.0)).orElseThrow().message())
        .contains("line 2 has 2 numbers, those before it have 1");
  }

  @Test
  void answers_that_are_only_listed_may_be_anything() {
    assertThat(of(Aggregate.CONCAT, new ItemValue.Text("a"), numbers(1.0)))
        .isEqualTo(new Aggregation.Result.Listed());
  }

  @Test
  void classes_are_voted_for_by_name_and_their_scores_averaged() {
    var good = new ItemValue.Classed("good", List.of(0.25, 0.75));
    var bad = new ItemValue.Classed("bad", List.of(0.75, 0.25));
    assertThat(of(Aggregate.VOTE, bad, good, good))
        .isEqualTo(new Aggregation.Result.Winner("good", 2, 3));
    assertThat(of(Aggregate.MEAN, good, bad))
        .isEqualTo(new Aggregation.Result.Numbers(List.of(0.5, 0.5)));
  }
}
