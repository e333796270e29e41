package dev.steward.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** When a server that has just been started can be measured. */
public final class Readiness {

  /** Seldom enough that a server which starts isn't kept busy by saying so. */
  private static final Duration EACH = Duration.ofMillis(10);

  private static final int OK = 200;

  private Readiness() {}

  /**
   * Waits until it answers with 200.
   *
   * @throws IOException when it doesn't within {@code limit}
   */
  public static void await(Target target, Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    while (!answers(target)) {
      if (System.nanoTime() > end) {
        throw new IOException("no answer within " + limit);
      }
      LockSupport.parkNanos(EACH.toNanos());
    }
  }

  private static boolean answers(Target target) {
    try (var connection = new Connection(target)) {
      return connection.exchange() == OK;
    } catch (IOException e) {
      return false;
    }
  }
}
