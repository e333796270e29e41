package dev.steward.tracing;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracing that becomes ready while its process starts. OpenTelemetry's hundreds of classes are
 * loaded beside what else a start does; the first request waits for them, if it comes so soon.
 */
final class LateTracing implements Tracing {

  private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);

  private final CompletableFuture<Tracing> ready = new CompletableFuture<>();

  /** Held, for whoever shows them may hold them weakly. */
  private final SpanCounts counts = new Counts();

  private LateTracing() {}

  static Tracing start(OtelSettings settings, Teller teller) {
    var tracing = new LateTracing();
    Thread.ofPlatform()
        .daemon()
        .name("tracing-start")
        .start(() -> tracing.ready.complete(begun(settings, teller)));
    return tracing;
  }

  private static Tracing begun(OtelSettings settings, Teller teller) {
    try {
      return OtelTracing.start(settings, teller);
    } catch (RuntimeException e) {
      LOG.error("no traces are told, for their settings (OTEL_…) are wrong: {}", e.getMessage());
      return Tracing.off();
    } catch (LinkageError e) {
      // No setting mends it: the process was put together wrongly.
      LOG.error(
          "no traces are told, for a class of this process is missing or broken: {}", e.toString());
      return Tracing.off();
    }
  }

  @Override
  public RequestSpan begin(Incoming incoming) {
    return ready.join().begin(incoming);
  }

  @Override
  public RequestSpan within(TraceContext place) {
    return ready.join().within(place);
  }

  @Override
  public RequestSpan resume(TraceContext begun, Incoming incoming, Instant since) {
    return ready.join().resume(begun, incoming, since);
  }

  /** Whoever starts a process needn't wait to show them. */
  @Override
  public Optional<SpanCounts> counts() {
    return Optional.of(counts);
  }

  @Override
  public void close() {
    ready.join().close();
  }

  /** Nothing before it is ready. */
  private final class Counts implements SpanCounts {

    private long read(ToLongFunction<SpanCounts> count) {
      return ready.isDone() ? ready.join().counts().map(count::applyAsLong).orElse(0L) : 0;
    }

    @Override
    public long exported() {
      return read(SpanCounts::exported);
    }

    @Override
    public long dropped() {
      return read(SpanCounts::dropped);
    }

    @Override
    public long failed() {
      return read(SpanCounts::failed);
    }
  }
}
