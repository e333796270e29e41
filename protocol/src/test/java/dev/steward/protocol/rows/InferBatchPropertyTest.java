package dev.steward.protocol.rows;

import static dev.steward.protocol.rows.Scripted.answered;
import static dev.steward.protocol.rows.Scripted.batch;
import static dev.steward.protocol.rows.Scripted.joined;
import static dev.steward.protocol.rows.Scripted.part;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.shard.Aggregate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class InferBatchPropertyTest {

  /** However a batch is cut, a model that answers with its input gives the batch back. */
  @Property
  void cut_and_put_together_a_batch_is_what_it_was(
      @ForAll @IntRange(min = 2, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 4) int width,
      @ForAll boolean nested,
      @ForAll @Size(max = 5) List<@IntRange(min = 1, max = 39) Integer> cuts) {
    var body = body(rows, width, nested);
    var batch = batch(body, Aggregate.CONCAT);
    var bounds =
        IntStream.concat(IntStream.of(0, rows), cuts.stream().mapToInt(cut -> Math.min(cut, rows)))
            .sorted()
            .distinct()
            .toArray();
    var answers = new ArrayList<Batch.Answered>();
    for (var i = 1; i < bounds.length; i++) {
      var answer = part(batch, bounds[i - 1], bounds[i]).replace("inputs", "outputs");
      answers.add(answered(bounds[i - 1], bounds[i], answer));
    }
    assertThat(joined(batch, answers.toArray(Batch.Answered[]::new)))
        .isEqualTo(body.replace("inputs", "outputs"));
  }

  private static String body(int rows, int width, boolean nested) {
    var data =
        IntStream.range(0, rows)
            .mapToObj(row ->
                IntStream.range(0, width)
                    .mapToObj(column -> row + "." + column)
                    .collect(Collectors.joining(",")))
            .map(row -> nested ? "[" + row + "]" : row)
            .collect(Collectors.joining(","));
    return """
    {"id":"i","inputs":[{"name":"x","datatype":"FP64","shape":[%d,%d],"data":[%s]},\
    {"name":"z","shape":[%d],"data":[%s],"datatype":"INT32"}]}\
    """
        .formatted(
            rows,
            width,
            data,
            rows,
            IntStream.range(0, rows).mapToObj(String::valueOf).collect(Collectors.joining(",")));
  }
}
