package dev.steward.bench.faults;

import dev.steward.bench.faults.away.Mood;
import java.time.Duration;

/** What happens to a gateway, its disk, and those that its evidence goes on to. */
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

  /** The receiver of records changes its mood. */
  record Receiving(Mood mood) implements Step {}

  /** Until somebody posts to the receiver, or for a bounded time. */
  record AwaitPost() implements Step {}

  /** The object store is killed. */
  record StoreEnds() implements Step {}

  /** It is there again. */
  record StoreReturns() implements Step {}

  /** Clients go on asking for so long, and none of their requests may fail. */
  record Unharmed(Duration time) implements Step {}

  /** Clients leave, and what they asked for has ended. */
  record Quiet() implements Step {}

  /** Until the receiver has every record that is signed by now, or for a bounded time. */
  record AwaitDelivery() implements Step {}
}
