package dev.steward.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells by OpenTelemetry's SDK. */
final class OtelTracing implements Tracing {

  private static final String SCOPE = "dev.steward";
  private static final String INSTANCE = "service.instance.id";
  private static final long LAST_SECONDS = 2;

  /** Held, lest it be forgotten: the SDK's own words about a collector come with every batch. */
  private static final Logger SDK_LOG = Logger.getLogger("io.opentelemetry");

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final Departure departure;

  private OtelTracing(OpenTelemetrySdk sdk, Departure departure) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer(SCOPE);
    this.departure = departure;
  }

  /**
   * By these settings.
   *
   * @throws RuntimeException when the SDK can't do what they say
   */
  static OtelTracing start(OtelSettings settings, Teller teller) {
    SDK_LOG.setLevel(Level.OFF);
    var departure = new Departure(settings.endpoint());
    var sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(() -> Map.of("otel.service.name", teller.service()))
            .addPropertiesCustomizer(known -> settings.properties())
            .addResourceCustomizer(
                (resource, known) -> withInstance(resource(teller).merge(resource), teller, known))
            .addSpanExporterCustomizer((exporter, known) -> departure.through(exporter))
            .addSpanProcessorCustomizer((processor, known) ->
                departure.before(
                    processor, known.getInt("otel.bsp.max.queue.size", Departure.USUAL_QUEUE)))
            .build()
            .getOpenTelemetrySdk();
    return new OtelTracing(sdk, departure);
  }

  private static Resource resource(Teller teller) {
    return Resource.create(
        Attributes.of(AttributeKey.stringKey("service.version"), teller.version()));
  }

  /** The SDK makes a random one where nobody has given another. */
  private static Resource withInstance(Resource resource, Teller teller, ConfigProperties known) {
    return known.getMap("otel.resource.attributes").containsKey(INSTANCE)
        ? resource
        : resource.merge(
            Resource.create(Attributes.of(AttributeKey.stringKey(INSTANCE), teller.instance())));
  }

  @Override
  public RequestSpan begin(Incoming incoming) {
    long nanos = System.nanoTime();
    var now = Instant.now();
    long epochNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    var parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), incoming, Fields.GETTER);
    var span =
        tracer
            .spanBuilder(incoming.name())
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(epochNanos, TimeUnit.NANOSECONDS)
            .startSpan();
    var begun = new OtelSpan(tracer, span, parent, epochNanos - nanos);
    if (span.isRecording()) {
      incoming.facts().forEach(begun::add);
    }
    return begun;
  }

  @Override
  public Optional<SpanCounts> counts() {
    return Optional.of(departure);
  }

  @Override
  public void close() {
    var _ = sdk.getSdkTracerProvider().shutdown().join(LAST_SECONDS, TimeUnit.SECONDS);
  }

  /** The fields of a request, as the standard reads them: more than one traceparent is none. */
  private enum Fields implements TextMapGetter<Incoming> {
    GETTER;

    @Override
    public @Nullable String get(@Nullable Incoming carrier, String key) {
      var values = carrier == null ? List.<String>of() : carrier.field(key);
      if (values.isEmpty()) {
        return null;
      }
      if (key.equals(TraceContext.TRACESTATE)) {
        return String.join(",", values);
      }
      return values.size() == 1 ? values.getFirst() : null;
    }
  }
}
