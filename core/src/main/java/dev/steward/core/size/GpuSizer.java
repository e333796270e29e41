package dev.steward.core.size;

import dev.steward.core.check.Violation;
import dev.steward.core.measure.Bytes;
import dev.steward.core.shard.StagePlan;
import dev.steward.core.shard.StagePlan.StageLoad;
import dev.steward.core.shard.StagePlanner;
import dev.steward.core.size.Sizing.Cause;
import dev.steward.core.size.Sizing.Sized;
import dev.steward.core.size.Sizing.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Sizes a model for GPUs.
 *
 * <p>Each amount of memory that some GPU has is tried as the least that a GPU must have: the less,
 * the more GPUs count, and the more of them are needed. Of what fits, that with the fewest GPUs is
 * taken, then that with the fewest pods, then that on the smallest GPUs.
 */
public final class GpuSizer {

  private static final Comparator<Option> BEST =
      Comparator.<Option>comparingInt(option -> option.gpus() * option.size())
          .thenComparingInt(Option::size)
          .thenComparing(option -> option.smallest().memory());

  private final GpuDemand demand;
  private final List<GpuSupply> supply;
  private final Bytes needed;

  private GpuSizer(GpuDemand demand, List<GpuSupply> supply) {
    this.demand = demand;
    this.supply =
        supply.stream()
            .sorted(
                Comparator.comparing(GpuSupply::memory).reversed().thenComparing(GpuSupply::node))
            .toList();
    needed = GpuMemory.loaded(demand.model().weightBytes());
  }

  /** Whether pods can be kept to nodes whose GPUs have enough memory. */
  public enum NodeChoice {
    BY_MEMORY,
    /** They can't, so the smallest GPU there is counts. */
    NONE
  }

  /**
   * What fits.
   *
   * @param gpus of each pod
   * @param size pods of one copy
   * @param smallest the GPUs with the least memory of those that will do
   * @param least memory that a GPU must have
   */
  private record Option(int gpus, Strategy strategy, int size, GpuSupply smallest, Bytes least) {}

  /**
   * Sizes.
   *
   * @param wanted what kind of GPUs are asked for, in words: {@code nvidia.com/gpu of product X}
   * @param supply the GPUs of that kind
   */
  public static Sizing size(
      GpuDemand demand, String wanted, List<GpuSupply> supply, NodeChoice choice) {
    var sizer = new GpuSizer(demand, supply);
    if (supply.isEmpty()) {
      return sizer.without(wanted);
    }
    return sizer.classes(choice).stream()
        .map(sizer::option)
        .flatMap(Optional::stream)
        .min(BEST)
        .<Sizing>map(sizer::sized)
        .orElseGet(sizer::tooSmall);
  }

  /** One of the GPUs of each memory that is tried. */
  private List<GpuSupply> classes(NodeChoice choice) {
    return switch (choice) {
      case BY_MEMORY -> supply;
      case NONE -> List.of(supply.getLast());
    };
  }

  private Optional<Option> option(GpuSupply smallest) {
    return switch (demand.spread()) {
      case Spread.Whole whole -> whole(smallest);
      case Spread.Auto auto ->
          whole(smallest)
              .or(() ->
                  switch (demand.engine()) {
                    case STEWARD -> stages(smallest);
                    case SHARDS_ITSELF -> ranks(smallest);
                  });
      case Spread.Stages(var size) -> stages(smallest, size);
      case Spread.Ranks(var size) -> ranks(smallest, Math.ceilDiv(together(smallest), size), size);
    };
  }

  private Optional<Option> whole(GpuSupply smallest) {
    long fewest = together(smallest);
    long most = demand.given().orElse(GpuDemand.MOST_GPUS);
    if (fewest > most || (fewest > 1 && demand.engine() == Engine.STEWARD)) {
      return Optional.empty();
    }
    int gpus = demand.given().orElse((int) fewest);
    return places(smallest, gpus) == 0
        ? Optional.empty()
        : Optional.of(
            new Option(gpus, Strategy.NONE, 1, smallest, GpuMemory.least(needed, fewest)));
  }

  private Optional<Option> stages(GpuSupply smallest) {
    return CpuSizer.stages(demand.model(), weights(smallest), demand.mostPods())
        .flatMap(size -> stages(smallest, size));
  }

  private Optional<Option> stages(GpuSupply smallest, int size) {
    int gpus = demand.given().orElse(1);
    if (places(smallest, gpus) < size) {
      return Optional.empty();
    }
    return switch (StagePlanner.plan(
        demand.field(), demand.model().layers(), size, Optional.of(weights(smallest)))) {
      case StagePlan.Impossible impossible -> Optional.empty();
      case StagePlan.Possible(var cut, var loads) -> {
        var largest =
            loads.stream().map(StageLoad::weights).max(Comparator.naturalOrder()).orElseThrow();
        yield Optional.of(
            new Option(
                gpus,
                Strategy.STAGES,
                size,
                smallest,
                GpuMemory.least(GpuMemory.loaded(largest), 1)));
      }
    };
  }

  /** As many GPUs in one pod as a node has, so that most of the talk stays within nodes. */
  private Optional<Option> ranks(GpuSupply smallest) {
    long all = together(smallest);
    if (all == Long.MAX_VALUE) {
      return Optional.empty();
    }
    return demand.given().isPresent()
        ? ranks(smallest, demand.given().getAsInt(), Math.ceilDiv(all, demand.given().getAsInt()))
        : IntStream.iterate(GpuDemand.MOST_GPUS, gpus -> gpus > 0, gpus -> gpus / 2)
            .filter(gpus -> gpus < all)
            .mapToObj(gpus -> ranks(smallest, gpus, all / gpus))
            .flatMap(Optional::stream)
            .findFirst();
  }

  private Optional<Option> ranks(GpuSupply smallest, long perPod, long size) {
    long gpus = demand.given().isPresent() ? demand.given().getAsInt() : perPod;
    if (size > demand.mostPods()
        || gpus > GpuDemand.MOST_GPUS
        || gpus * size < together(smallest)
        || places(smallest, (int) gpus) < size) {
      return Optional.empty();
    }
    return Optional.of(
        new Option(
            (int) gpus,
            Strategy.RANKS,
            (int) size,
            smallest,
            GpuMemory.least(needed, together(smallest))));
  }

  /**
   * How many GPUs of that memory hold the model together: a power of two, which divides the heads
   * and widths of nearly every model, as engines that shard by them demand.
   */
  private long together(GpuSupply smallest) {
    long gpus = GpuMemory.gpus(needed, GpuMemory.room(smallest.memory()));
    return gpus > Integer.MAX_VALUE || gpus == 1 ? gpus : 2 * Long.highestOneBit(gpus - 1);
  }

  private static Bytes weights(GpuSupply gpus) {
    return GpuMemory.weightsIn(GpuMemory.room(gpus.memory()));
  }

  /** How many pods of so many GPUs with at least that memory there is room for. */
  private long places(GpuSupply smallest, int gpus) {
    return supply.stream()
        .filter(node -> node.memory().compareTo(smallest.memory()) >= 0)
        .mapToLong(node -> gpus == 1 ? node.count() : node.together() / gpus)
        .sum();
  }

  private Sizing sized(Option option) {
    var lines = lines(option.smallest());
    lines.add(
        switch (option.strategy()) {
          case NONE -> inOnePod(option);
          case STAGES ->
              "%d stages, a pod with %s each, of at least %s (strategy Pipeline)."
                  .formatted(option.size(), gpus(option.gpus()), GpuMemory.mib(option.least()));
          case RANKS ->
              "%d GPUs together: %d pods with %s each, of at least %s (strategy Tensor)."
                  .formatted(
                      option.gpus() * option.size(),
                      option.size(),
                      gpus(option.gpus()),
                      GpuMemory.mib(option.least()));
        });
    return new Sized(
        option.gpus(),
        option.strategy(),
        option.size(),
        Optional.of(option.least()),
        weights(option.smallest()),
        lines);
  }

  private static String inOnePod(Option option) {
    return "Each pod has the whole model, on %s of at least %s%s (strategy None)."
        .formatted(
            gpus(option.gpus()),
            GpuMemory.mib(option.least()),
            option.gpus() == 1 ? "" : " over which the engine spreads it");
  }

  private static String gpus(int count) {
    return count == 1 ? "1 GPU" : count + " GPUs";
  }

  private List<String> lines(GpuSupply smallest) {
    var lines = new ArrayList<String>();
    lines.add(Words.weights(demand.model(), needed));
    lines.add(Words.supply(supply));
    lines.add(Words.room(smallest));
    long gpus = GpuMemory.gpus(needed, GpuMemory.room(smallest.memory()));
    lines.add(
        gpus == 1
            ? "%s ≤ %s: one holds the model.".formatted(GpuMemory.mib(needed), roomOf(smallest))
            : gpus > Integer.MAX_VALUE
                ? "No number of them holds the model."
                : "%s × 1.05 / %s = %d GPUs hold the model%s."
                    .formatted(
                        GpuMemory.mib(needed),
                        roomOf(smallest),
                        gpus,
                        together(smallest) == gpus || demand.engine() == Engine.STEWARD
                            ? ""
                            : ", %d as a power of two".formatted(together(smallest))));
    return lines;
  }

  private static String roomOf(GpuSupply gpus) {
    return GpuMemory.wholeMib(GpuMemory.room(gpus.memory()));
  }

  private Sizing without(String wanted) {
    return new Sizing.Impossible(
        Cause.SUPPLY,
        new Violation(
            "spec.accelerator",
            "no node that is ready and may be used has " + wanted + " and tells its memory",
            "add one; a GPU of %s holds the model".formatted(GpuMemory.mib(one()))),
        List.of(Words.weights(demand.model(), needed)));
  }

  private Sizing tooSmall() {
    var largest = supply.getFirst();
    long gpus = GpuMemory.gpus(needed, GpuMemory.room(largest.memory()));
    var problem =
        gpus > Integer.MAX_VALUE
            ? "the weights need %s, and the largest GPU, %s of %s, has no room beside what an engine needs"
                .formatted(
                    GpuMemory.mib(needed), GpuMemory.wholeMib(largest.memory()), largest.node())
            : "the weights need %s, that is %d GPUs of %s, and %s"
                .formatted(
                    GpuMemory.mib(needed),
                    gpus,
                    GpuMemory.wholeMib(largest.memory()),
                    obstacle(gpus));
    return new Sizing.Impossible(
        Cause.SUPPLY, new Violation(demand.field(), problem, remedy()), lines(largest));
  }

  private String obstacle(long gpus) {
    return switch (demand.spread()) {
      case Spread.Whole whole when demand.engine() == Engine.STEWARD && gpus > 1 ->
          "Steward's runtime computes a whole model on one";
      case Spread.Stages(var size) ->
          "%d stages aren't enough, or no such pods fit".formatted(size);
      case Spread.Auto auto when demand.engine() == Engine.STEWARD ->
          fewestStages()
              .map("there aren't %d of them, one for each stage"::formatted)
              .orElseGet(
                  () -> Words.cut(demand.model(), demand.mostPods()) + " on the GPUs there are");
      case Spread.Whole whole -> most();
      case Spread.Auto auto -> most();
      case Spread.Ranks ranks -> most();
    };
  }

  private String most() {
    var most = supply.stream().max(Comparator.comparingInt(GpuSupply::together)).orElseThrow();
    return most.together() == 1
        ? "no two of them work together in one pod"
        : "%s has most, %d".formatted(most.node(), most.together());
  }

  /** The fewest stages that the largest GPUs would hold, if there were enough of them. */
  private Optional<Integer> fewestStages() {
    return CpuSizer.stages(demand.model(), weights(supply.getFirst()), demand.mostPods());
  }

  private String remedy() {
    var larger = "add a node with a GPU of %s".formatted(GpuMemory.mib(one()));
    if (demand.engine() == Engine.STEWARD) {
      if (demand.spread() instanceof Spread.Whole) {
        return larger + ", or use spec.sharding.strategy: Auto";
      }
      if (demand.spread() instanceof Spread.Auto && fewestStages().isEmpty()) {
        return larger + ", which holds the whole model";
      }
    }
    return larger + ", which holds the whole model, or more of those there are";
  }

  private Bytes one() {
    return GpuMemory.least(needed, 1);
  }
}
