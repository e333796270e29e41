package dev.steward.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of spans out of the process, with its bound and its counts. The SDK's own queue has a
 * bound too, but tells nobody what it drops; this one is no larger, so that nothing reaches that.
 * It counts spans from their end until the collector has answered.
 */
final class Departure implements SpanCounts {

  /** The default of {@code OTEL_BSP_MAX_QUEUE_SIZE}. */
  static final int USUAL_QUEUE = 2048;

  private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);

  private final String endpoint;
  private final AtomicInteger underway = new AtomicInteger();
  private final LongAdder exported = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicBoolean refused = new AtomicBoolean();

  /**
   * @param endpoint where spans go, for messages
   */
  Departure(String endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public long exported() {
    return exported.sum();
  }

  @Override
  public long dropped() {
    return dropped.sum();
  }

  @Override
  public long failed() {
    return failed.sum();
  }

  /** The way in, before the SDK's queue. */
  SpanProcessor before(SpanProcessor queue, int most) {
    return new Entrance(queue, most);
  }

  /** The way out. */
  SpanExporter through(SpanExporter exporter) {
    return new Exit(exporter);
  }

  private void left(int spans, CompletableResultCode result) {
    underway.addAndGet(-spans);
    if (result.isSuccess()) {
      exported.add(spans);
      if (refused.getAndSet(false)) {
        LOG.info("{} takes spans again", endpoint);
      }
    } else {
      failed.add(spans);
      if (!refused.getAndSet(true)) {
        LOG.warn(
            "{} doesn't take spans (OTEL_EXPORTER_OTLP_ENDPOINT), {} are lost; requests go on",
            endpoint,
            spans);
      }
    }
  }

  private final class Entrance implements SpanProcessor {
    private final SpanProcessor queue;
    private final int most;

    Entrance(SpanProcessor queue, int most) {
      this.queue = queue;
      this.most = most;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      if (!span.getSpanContext().isSampled()) {
        return;
      }
      if (underway.incrementAndGet() > most) {
        underway.decrementAndGet();
        dropped.increment();
        return;
      }
      queue.onEnd(span);
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }

    @Override
    public CompletableResultCode shutdown() {
      return queue.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
      return queue.forceFlush();
    }
  }

  private final class Exit implements SpanExporter {
    private final SpanExporter exporter;

    Exit(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      int count = spans.size();
      var result = exporter.export(spans);
      return result.whenComplete(() -> left(count, result));
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
