package dev.steward.ledger.log;

import dev.steward.ledger.fault.LedgerException;
import java.util.concurrent.atomic.AtomicReference;

/** Whether a log goes on; shared by its threads and its users. */
final class LogState {

  private final String place;
  private final LogWriter writer;
  private final AtomicReference<LogHealth> health = new AtomicReference<>(new LogHealth.Healthy());

  LogState(String place, LogWriter writer) {
    this.place = place;
    this.writer = writer;
  }

  LogHealth health() {
    return health.get();
  }

  boolean isHealthy() {
    return health.get() instanceof LogHealth.Healthy;
  }

  /** The log takes nothing more; the first reason counts. */
  void fail(Exception e) {
    var failing = new LogHealth.Failing(String.valueOf(e));
    var _ = health.updateAndGet(now -> now instanceof LogHealth.Healthy ? failing : now);
    writer.breakOff();
  }

  /** The log takes nothing more; how it was before. */
  LogHealth close() {
    return health.getAndSet(new LogHealth.Closed());
  }

  /** Tells who waits that it won't be. */
  void refuse(Asked asked) {
    var reason =
        switch (health.get()) {
          case LogHealth.Failing(var failure) -> failure;
          case LogHealth.Closed(), LogHealth.Healthy() -> "the log is closed";
        };
    asked
        .index()
        .completeExceptionally(
            LedgerException.of(place, reason, "open the log again when that is mended"));
  }
}
