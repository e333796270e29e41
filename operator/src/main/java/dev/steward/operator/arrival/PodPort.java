package dev.steward.operator.arrival;

import dev.steward.core.runtime.Arrival;

/** Asks pods how far their models are. */
interface PodPort {

  /** What came of asking. */
  sealed interface Answer {

    /** It is so far. */
    record Underway(Arrival arrival) implements Answer {}

    /** It brings no model. */
    record Nothing() implements Answer {}

    /** It doesn't know the question: an engine of one's own, or a runtime of before. */
    record Unknown() implements Answer {}

    /** It didn't answer, or not in time. */
    record Silent() implements Answer {}
  }

  /**
   * Asks the pod at an address.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   */
  Answer ask(String address) throws InterruptedException;
}
