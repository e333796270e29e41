package dev.steward.runtime.pipeline;

import dev.steward.core.error.Outcome;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import java.util.ArrayList;

/**
 * Tells the requests that a micro-batch is of what one stage has computed for them.
 *
 * @param stage which one
 * @param stages how many there are
 */
record ToldStage(int stage, int stages) {

  static ToldStage of(Membership membership) {
    return new ToldStage(membership.stage(), membership.stages());
  }

  /**
   * It has computed; moments are on the clock of {@link System#nanoTime}.
   *
   * @param queued when the micro-batch came
   * @param begun when it was taken up
   */
  void tell(MicroBatch batch, long queued, long begun, long ended, Outcome<?> outcome) {
    if (batch.spans().isEmpty()) {
      return;
    }
    var facts = new ArrayList<Fact>();
    facts.add(Fact.of(FactKeys.STAGE, stage));
    facts.add(Fact.of(FactKeys.STAGES, stages));
    facts.add(Fact.of(FactKeys.STAGE_WAITED, (begun - queued) / 1e9));
    if (outcome instanceof Outcome.Refused<?>(var refusal)) {
      facts.add(Fact.of(FactKeys.ERROR, refusal.code().code()));
    }
    batch.spans().forEach(span -> span.part("stage", begun, ended, facts));
  }
}
