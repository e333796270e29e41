package dev.steward.bench.load;

import java.io.IOException;
import java.time.Duration;

/** When a server that has just been started can be measured. */
public final class Readiness {
  private Readiness() {}

  /**
   * Waits until it answers with 200.
   *
   * @throws IOException when it doesn't within {@code limit}
   */
  public static void await(Target target, Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    while (OpenLoop.run(target, 1, Duration.ofSeconds(1)).failed() > 0) {
      if (System.nanoTime() > end) {
        throw new IOException("no answer within " + limit);
      }
    }
  }
}
