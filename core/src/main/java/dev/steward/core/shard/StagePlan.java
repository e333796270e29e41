package dev.steward.core.shard;

import static java.util.Objects.requireNonNull;

import dev.steward.core.check.Violation;
import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;
import java.util.List;

/** What came of planning stages. */
public sealed interface StagePlan {

  /**
   * The model can be cut so.
   *
   * @param cut for the stages' configurations
   * @param loads what each stage has to do and to hold, in order
   */
  record Possible(Cut cut, List<StageLoad> loads) implements StagePlan {
    public Possible {
      requireNonNull(cut, "cut");
      loads = List.copyOf(loads);
      if (loads.size() != cut.stages()) {
        throw new IllegalArgumentException("a load for each stage");
      }
    }

    /** The work of the stage that has most, which sets the pace. */
    public Work bottleneck() {
      return loads.stream().map(StageLoad::work).max(Work::compareTo).orElseThrow();
    }
  }

  /** It can't; the violation is shown to the user as it stands. */
  record Impossible(Violation reason) implements StagePlan {
    public Impossible {
      requireNonNull(reason, "reason");
    }
  }

  /**
   * One stage.
   *
   * @param work of one row
   * @param weights that it loads
   * @param crossing what it sends on for one row
   */
  record StageLoad(Work work, Bytes weights, Bytes crossing) {}
}
