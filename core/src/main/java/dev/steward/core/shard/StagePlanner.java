package dev.steward.core.shard;

import dev.steward.core.check.Violation;
import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;
import dev.steward.core.model.LayerFacts;
import dev.steward.core.shard.StagePlan.StageLoad;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts layers into stages whose work is as equal as whole layers allow.
 *
 * <p>Two passes of dynamic programming over "the first n layers in s stages", O(stages × layers²):
 * the first finds the smallest bottleneck there is, the second, among the cuts that reach it, the
 * one over which fewest bytes travel.
 *
 * <p>Example: {@code plan("spec.sharding.size", layers, 2, Optional.empty())} with work 4, 1, 1, 1,
 * 1 gives the starts 0 and 1.
 */
public final class StagePlanner {

  private static final long NEVER = Long.MAX_VALUE;

  private final List<LayerFacts> layers;
  private final long[] workBefore;
  private final long[] weightsBefore;
  private final long memory;

  private StagePlanner(List<LayerFacts> layers, Optional<Bytes> memory) {
    this.layers = layers;
    this.memory = memory.map(Bytes::count).orElse(NEVER);
    workBefore = new long[layers.size() + 1];
    weightsBefore = new long[layers.size() + 1];
    for (int i = 0; i < layers.size(); i++) {
      workBefore[i + 1] = Math.addExact(workBefore[i], layers.get(i).work().flops());
      weightsBefore[i + 1] = Math.addExact(weightsBefore[i], layers.get(i).weights().count());
    }
  }

  /**
   * Plans.
   *
   * @param field where the user asked for it, such as {@code spec.sharding.size}
   * @param layers at least one
   * @param stages at least one
   * @param memory how much of weights one stage may hold; empty: any
   */
  public static StagePlan plan(
      String field, List<LayerFacts> layers, int stages, Optional<Bytes> memory) {
    if (layers.isEmpty() || stages < 1) {
      throw new IllegalArgumentException(layers.size() + " layers in " + stages + " stages");
    }
    if (stages > layers.size()) {
      return impossible(
          field,
          "%d stages need %d layers, the model has %d".formatted(stages, stages, layers.size()),
          "use %d or fewer".formatted(layers.size()));
    }
    var planner = new StagePlanner(List.copyOf(layers), memory);
    return planner.tooSmall(field, stages).orElseGet(() -> planner.best(stages));
  }

  private static StagePlan impossible(String field, String problem, String remedy) {
    return new StagePlan.Impossible(new Violation(field, problem, remedy));
  }

  /** Whether the weights don't fit, however they are cut. */
  private Optional<StagePlan> tooSmall(String field, int stages) {
    var room = new Bytes(memory).text();
    int needed = 1;
    long held = 0;
    for (int i = 0; i < layers.size(); i++) {
      var weights = layers.get(i).weights();
      if (weights.count() > memory) {
        return Optional.of(
            impossible(
                field,
                "layer %d of %d has %s of weights and a stage has room for %s; it can't be cut further"
                    .formatted(i + 1, layers.size(), weights.text(), room),
                "give each pod more memory"));
      }
      // Written so that it can't overflow.
      if (held > memory - weights.count()) {
        needed++;
        held = 0;
      }
      held += weights.count();
    }
    return needed <= stages
        ? Optional.empty()
        : Optional.of(
            impossible(
                field,
                "%d stages with room for %s each can't hold %s of weights"
                    .formatted(stages, room, new Bytes(weightsBefore[layers.size()]).text()),
                "use %d or more, or give each pod more memory".formatted(needed)));
  }

  private StagePlan best(int stages) {
    long bottleneck = bottleneck(stages);
    var starts = fewestBytes(stages, bottleneck);
    var cut = new Cut(layers.size(), starts);
    var loads = new ArrayList<StageLoad>();
    for (int stage = 0; stage < stages; stage++) {
      int from = cut.from(stage);
      int to = cut.to(stage);
      loads.add(
          new StageLoad(
              new Work(work(from, to)),
              new Bytes(weightsBefore[to] - weightsBefore[from]),
              layers.get(to - 1).crossing()));
    }
    return new StagePlan.Possible(cut, loads);
  }

  /** The least that the largest stage can have. */
  private long bottleneck(int stages) {
    int count = layers.size();
    // best[n]: the smallest bottleneck of the first n layers in as many stages as were added.
    var best = new long[count + 1];
    Arrays.fill(best, NEVER);
    best[0] = 0;
    for (int stage = 1; stage <= stages; stage++) {
      var next = new long[count + 1];
      Arrays.fill(next, NEVER);
      for (int to = stage; to <= count; to++) {
        for (int from = stage - 1; from < to; from++) {
          if (best[from] < NEVER && fits(from, to)) {
            next[to] = Math.min(next[to], Math.max(best[from], work(from, to)));
          }
        }
      }
      best = next;
    }
    return best[count];
  }

  private List<Integer> fewestBytes(int stages, long bottleneck) {
    int count = layers.size();
    var bytes = new long[stages + 1][count + 1];
    var start = new int[stages + 1][count + 1];
    for (var row : bytes) {
      Arrays.fill(row, NEVER);
    }
    bytes[0][0] = 0;
    for (int stage = 1; stage <= stages; stage++) {
      for (int to = stage; to <= count; to++) {
        for (int from = stage - 1; from < to; from++) {
          if (bytes[stage - 1][from] == NEVER || !fits(from, to) || work(from, to) > bottleneck) {
            continue;
          }
          long sent = to == count ? 0 : layers.get(to - 1).crossing().count();
          long sum = new Bytes(bytes[stage - 1][from]).plus(new Bytes(sent)).count();
          if (sum < bytes[stage][to]) {
            bytes[stage][to] = sum;
            start[stage][to] = from;
          }
        }
      }
    }
    var starts = new ArrayList<Integer>();
    for (int stage = stages, to = count; stage > 0; stage--) {
      to = start[stage][to];
      starts.addFirst(to);
    }
    return starts;
  }

  private boolean fits(int from, int to) {
    return weightsBefore[to] - weightsBefore[from] <= memory;
  }

  private long work(int from, int to) {
    return workBefore[to] - workBefore[from];
  }
}
