package dev.steward.bench.faults;

import java.time.Duration;

/** What happens to a gateway and its disk. */
sealed interface Step {

  /** Clients go on asking for so long. */
  record Load(Duration time) implements Step {}

  /** The gateway is started, and looked after until it answers. */
  record Start() implements Step {}

  /** The gateway is started, and not waited for: what comes next comes while it recovers. */
  record Begin() implements Step {}

  /** Until a request is answered again, with a record. */
  record AwaitAnswers() implements Step {}

  /** SIGKILL. */
  record Kill() implements Step {}

  /** SIGTERM, and its end. */
  record Stop() implements Step {}

  /** SIGKILL, and what wasn't synced is lost, whole or in part. */
  record PowerCut(long seed) implements Step {}

  /** The disk is told something. */
  record Disk(String command) implements Step {}

  /** The gateway's clock is set to another time: its own plus so much. */
  record Clock(Duration ahead) implements Step {}
}
