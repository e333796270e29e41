package dev.steward.sinks;

import java.time.Duration;
import java.util.Optional;

/** What became of a batch. */
public sealed interface Delivery {

  /**
   * The sink has it.
   *
   * @param rejected records that it says it won't keep
   */
  record Taken(long rejected) implements Delivery {}

  /**
   * It must be sent again.
   *
   * @param reason for people; nothing of a body is in it
   * @param after when, if the sink said so
   */
  record NotTaken(String reason, Optional<Duration> after) implements Delivery {}
}
