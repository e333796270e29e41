package dev.steward.operator.evidence;

import java.time.LocalDate;

/** What is done about the log of a gateway that is gone. */
sealed interface Order {

  /** A Job begins that looks after it. */
  record Begin(String gateway, LocalDate day) implements Order {}

  /** A Job is removed: its gateway is back, or it has failed and is made again. */
  record Remove(String job) implements Order {}
}
