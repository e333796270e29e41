package dev.steward.core.size;

import static java.util.Objects.requireNonNull;

import dev.steward.core.check.Violation;
import dev.steward.core.measure.Bytes;
import java.util.List;
import java.util.Optional;

/** What came of sizing. */
public sealed interface Sizing {

  /** Most lines of arithmetic. */
  int MAX_LINES = 12;

  /** Longest line of it. */
  int MAX_LINE = 200;

  /** How it was found, line by line. */
  List<String> arithmetic();

  /**
   * One copy of the model needs this.
   *
   * @param gpus of each pod; 0 on CPUs
   * @param strategy how it is spread over pods
   * @param size how many pods
   * @param least memory each GPU must have; empty where nodes can't be chosen by it
   * @param room what a pod has for the weights as the file has them
   */
  record Sized(
      int gpus,
      Strategy strategy,
      int size,
      Optional<Bytes> least,
      Bytes room,
      List<String> arithmetic)
      implements Sizing {
    public Sized {
      requireNonNull(strategy, "strategy");
      arithmetic = bounded(arithmetic);
      if (gpus < 0 || size < 1 || (strategy == Strategy.NONE) != (size == 1)) {
        throw new IllegalArgumentException(size + " pods of " + gpus + " GPUs, " + strategy);
      }
    }
  }

  /** Nothing there is can hold it; the violation says what would. */
  record Impossible(Cause cause, Violation reason, List<String> arithmetic) implements Sizing {
    public Impossible {
      requireNonNull(cause, "cause");
      requireNonNull(reason, "reason");
      arithmetic = bounded(arithmetic);
    }
  }

  /** How one copy is spread over pods. */
  enum Strategy {
    /** It isn't. */
    NONE,
    /** A stage in each. */
    STAGES,
    /** By the engine itself. */
    RANKS
  }

  /** What must change. */
  enum Cause {
    /** What is asked for can't be, whatever nodes there are. */
    ASKED,
    /** Other nodes could do it. */
    SUPPLY
  }

  private static List<String> bounded(List<String> lines) {
    return lines.stream()
        .limit(MAX_LINES)
        .map(line -> line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE - 1) + "…")
        .toList();
  }
}
