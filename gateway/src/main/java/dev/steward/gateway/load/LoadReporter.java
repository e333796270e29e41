package dev.steward.gateway.load;

import dev.steward.gateway.balance.ServiceLoad;
import dev.steward.gateway.route.PodAddress;
import dev.steward.protocol.report.LoadReport;
import dev.steward.protocol.report.LoadReportJson;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports a gateway's load to every operator. */
public final class LoadReporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoadReporter.class);

  /** In which requests that begin to wait share a report. */
  static final Duration TOGETHER = Duration.ofMillis(20);

  private final Supplier<Collection<ServiceLoad>> services;
  private final Supplier<List<PodAddress>> operators;
  private final BiConsumer<PodAddress, byte[]> send;
  private final InstantSource clock;
  private final LoadMeter meter;
  private final AtomicBoolean urgent = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("load-reports").daemon().factory());

  /**
   * @param gateway its name in reports
   * @param services those of the gateway, as they are now
   * @param operators those that are told, as they are now
   * @param send hands a report on to one of them, and doesn't wait for the answer
   */
  public LoadReporter(
      String gateway,
      Supplier<Collection<ServiceLoad>> services,
      Supplier<List<PodAddress>> operators,
      BiConsumer<PodAddress, byte[]> send,
      InstantSource clock) {
    this.services = services;
    this.operators = operators;
    this.send = send;
    this.clock = clock;
    this.meter = new LoadMeter(gateway, System.nanoTime());
  }

  /** Begins to report. */
  public void start() {
    scheduleNext();
  }

  /** A request begins to wait: it is reported at once. */
  public void waits() {
    if (urgent.compareAndSet(false, true)) {
      schedule(this::reportSoFar, TOGETHER.toMillis());
    }
  }

  private void reportSoFar() {
    urgent.set(false);
    var second = clock.instant().getEpochSecond();
    guarded(() -> send(meter.soFar(services.get(), second, System.nanoTime())));
  }

  private void reportWhole() {
    // It runs just after the second's end; the second that it tells about is the one before.
    var second = clock.instant().minusMillis(500).getEpochSecond();
    guarded(() -> send(meter.whole(services.get(), second, System.nanoTime())));
    scheduleNext();
  }

  private void scheduleNext() {
    schedule(this::reportWhole, 1000 - clock.millis() % 1000);
  }

  private void schedule(Runnable work, long millis) {
    try {
      var _ = thread.schedule(work, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      // Nobody is told any more.
    }
  }

  private void send(LoadReport report) {
    var told = operators.get();
    if (told.isEmpty()) {
      return;
    }
    var json = LoadReportJson.write(report);
    told.forEach(operator -> send.accept(operator, json));
  }

  /** A report that fails must not be the last one. */
  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("the load can't be reported now: {}", e.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
