package dev.steward.gateway.policy;

import dev.steward.protocol.report.PolicyAnswer;
import java.time.Duration;

/**
 * What one operator has been told, and when it is to be told something again. Times are as of
 * {@link System#nanoTime()}.
 */
final class PolicyLine {

  /** Between two signs of life while nothing changes. */
  static final Duration BEAT = Duration.ofSeconds(2);

  /** Changes that come closer together are told together: a policy may govern all services. */
  static final Duration TOGETHER = Duration.ofMillis(250);

  /** After which what wasn't answered is told again. */
  static final Duration AGAIN = Duration.ofSeconds(1);

  private long sent;
  private long sentAt;
  private long known;

  /** What to tell. */
  enum Due {
    NOTHING,
    /** That all is as it was. */
    BEAT,
    /** All of it. */
    ALL
  }

  /**
   * What is due now, and is told.
   *
   * @param number of what there is to tell, 1 or more
   */
  synchronized Due take(long number, long now) {
    var due = due(number, now);
    if (due != Due.NOTHING) {
      sent = number;
      sentAt = now;
    }
    return due;
  }

  private Due due(long number, long now) {
    if (sent == 0) {
      return Due.ALL;
    }
    var since = now - sentAt;
    if (known == number) {
      return since >= BEAT.toNanos() ? Due.BEAT : Due.NOTHING;
    }
    var pause = sent == number ? AGAIN : TOGETHER;
    return since >= pause.toNanos() ? Due.ALL : Due.NOTHING;
  }

  /** The operator has answered what it was told under this number. */
  synchronized void answered(long number, PolicyAnswer.Memory memory) {
    known = memory == PolicyAnswer.Memory.KNOWN ? Math.max(known, number) : 0;
  }
}
