package dev.steward.operator.status;

import dev.steward.api.v1alpha1.ModelServiceStatus.ArrivalStatus;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.ArrivalWords;
import dev.steward.operator.observe.PodFacts;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How far the model is on its way to the pods of the revision asked for, as one thing: the pod that
 * is furthest behind of those that download, since the service is as asked for when it has the
 * model too.
 *
 * @param behind how far that pod is
 * @param state what it does
 * @param pods that do the same
 * @param waiting pods that wait for another one to bring the model
 */
record ModelArrival(Arrival behind, State state, int pods, int waiting) {

  /** What a pod does that isn't ready; the first is what is told if several do different things. */
  enum State {
    DOWNLOADING("Downloading"),
    /** Its process ended, and hasn't begun again. */
    INTERRUPTED("Interrupted"),
    WAITING("Waiting"),
    LOADING("Loading");

    private final String text;

    State(String text) {
      this.text = text;
    }
  }

  private record Pod(State state, Arrival arrival) {}

  /** Empty where no pod has said how far it is. */
  static Optional<ModelArrival> of(Situation situation) {
    var pods =
        situation.currentPods().stream()
            .filter(pod -> pod.state() != PodFacts.State.READY)
            .flatMap(pod ->
                Optional.ofNullable(situation.observed().arrivals().get(pod.name()))
                    .map(arrival -> new Pod(state(pod, arrival), arrival))
                    .stream())
            .sorted(
                Comparator.comparing(Pod::state).thenComparingDouble(pod -> done(pod.arrival())))
            .toList();
    return pods.stream()
        .findFirst()
        .map(first ->
            new ModelArrival(
                first.arrival(),
                first.state(),
                count(pods, first.state()),
                count(pods, State.WAITING)));
  }

  private static State state(PodFacts pod, Arrival arrival) {
    if (pod.state() != PodFacts.State.RUNNING) {
      return State.INTERRUPTED;
    }
    return switch (arrival.phase()) {
      case DOWNLOADING -> State.DOWNLOADING;
      case WAITING -> State.WAITING;
      case LOADING -> State.LOADING;
    };
  }

  /** How much of its model a pod has, from 0 to 1, or without a whole in bytes beyond. */
  private static double done(Arrival arrival) {
    var bytes = (double) arrival.bytes();
    return arrival.totalBytes().isPresent()
        ? bytes / (double) Math.max(1, arrival.totalBytes().getAsLong())
        : bytes;
  }

  private static int count(List<Pod> pods, State state) {
    return (int) pods.stream().filter(pod -> pod.state() == state).count();
  }

  /** For the middle of a sentence; empty while it is loaded, which is told otherwise. */
  Optional<String> words() {
    return switch (state) {
      case DOWNLOADING ->
          Optional.of(
              "downloading the model%s: %s%s%s%s"
                  .formatted(
                      pods == 1 ? "" : " to %d pods".formatted(pods),
                      ArrivalWords.of(behind),
                      resumed(),
                      behind
                          .trouble()
                          .map(trouble -> "; it is tried again, because " + trouble)
                          .orElse(""),
                      waiting == 0 ? "" : "; %d more wait for it".formatted(waiting)));
      case INTERRUPTED ->
          Optional.of(
              behind.bytes() == 0
                  ? "the download of the model broke off"
                  : "the download of the model broke off at %s, and goes on from there"
                      .formatted(ArrivalWords.amount(behind)));
      case WAITING -> Optional.of("another pod brings the model to the cache");
      case LOADING -> Optional.empty();
    };
  }

  private String resumed() {
    return behind.begunWith() == 0 ? "" : ", begun with " + ArrivalWords.bytes(behind.begunWith());
  }

  /** As the status has it. */
  ArrivalStatus status() {
    return new ArrivalStatus(
        state.text,
        behind.bytes(),
        boxed(behind.totalBytes()),
        behind.percent().isPresent() ? behind.percent().getAsInt() : null,
        behind.begunWith() == 0 ? null : behind.begunWith(),
        state == State.DOWNLOADING ? behind.left().map(Duration::toSeconds).orElse(null) : null,
        pods,
        state == State.WAITING || waiting == 0 ? null : waiting,
        state == State.DOWNLOADING ? behind.trouble().orElse(null) : null);
  }

  private static @Nullable Long boxed(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }
}
