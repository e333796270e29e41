package dev.steward.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class BatchCutPropertyTest {

  @Provide
  Arbitrary<List<OptionalDouble>> speeds() {
    return Arbitraries.doubles()
        .between(0.01, 100_000)
        .map(OptionalDouble::of)
        .injectNull(0.2)
        .map(speed -> speed == null ? OptionalDouble.empty() : speed)
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
  }

  @Property
  void the_parts_are_the_batch_in_its_order(
      @ForAll @IntRange(min = 1, max = 100_000) int rows,
      @ForAll("speeds") List<OptionalDouble> speeds,
      @ForAll @IntRange(min = 1, max = 64) int most) {
    var parts = BatchCut.cut(rows, speeds, most);
    var next = 0;
    for (var part : parts) {
      assertThat(part.rows().from()).isEqualTo(next);
      next = part.rows().to();
    }
    assertThat(next).isEqualTo(rows);
    assertThat(parts).hasSizeLessThanOrEqualTo(most);
    assertThat(parts.stream().map(BatchCut.Part::pod)).doesNotHaveDuplicates();
    assertThat(parts.stream().map(BatchCut.Part::pod).toList())
        .allMatch(pod -> pod < speeds.size());
  }

  /** Hamilton's method keeps to the quota: no part is a row or more short of its exact share. */
  @Property
  void no_part_is_a_row_short_of_its_share(
      @ForAll @IntRange(min = 1, max = 100_000) int rows,
      @ForAll("speeds") List<OptionalDouble> speeds,
      @ForAll @IntRange(min = 1, max = 64) int most) {
    var mean =
        speeds.stream()
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .average()
            .orElse(1);
    var parts = BatchCut.cut(rows, speeds, most);
    // Pods take part that have none for want of a row: after the last part's, one can't tell how
    // many.
    var least = parts.getLast().pod() + 1;
    var quotas =
        IntStream.rangeClosed(least, Math.max(least, Math.min(most, speeds.size())))
            .mapToDouble(
                taking -> speeds.subList(0, taking).stream().mapToDouble(s -> s.orElse(mean)).sum())
            .mapToObj(sum ->
                parts.stream()
                    .allMatch(part ->
                        part.rows().count()
                            > rows * speeds.get(part.pod()).orElse(mean) / sum - 1 - 1e-6 * rows));
    assertThat(quotas).contains(true);
  }
}
