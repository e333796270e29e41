package dev.steward.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
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
            .addTracerProviderCustomizer((provider, known) -> provider.setIdGenerator(OtelIds.IDS))
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
    var clock = Clock.now();
    var parent = read(incoming, Fields.GETTER);
    var span =
        tracer
            .spanBuilder(incoming.name())
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(clock.epochNanos(), TimeUnit.NANOSECONDS)
            .startSpan();
    return begun(span, parent, clock, incoming);
  }

  @Override
  public RequestSpan within(TraceContext place) {
    var context = read(place, Places.GETTER);
    var at = Span.fromContext(context).getSpanContext();
    return at.isValid()
        ? new OtelPlace(new OtelParts(tracer, context, Clock.now().zero()))
        : RequestSpan.none();
  }

  @Override
  public RequestSpan resume(TraceContext begun, Incoming incoming, Instant since) {
    var own = Span.fromContext(read(begun, Places.GETTER)).getSpanContext();
    if (!own.isSampled()) {
      return within(begun);
    }
    var caller = read(incoming, Fields.GETTER);
    var parent =
        Span.fromContext(caller).getSpanContext().getTraceId().equals(own.getTraceId())
            ? caller
            : Context.root();
    var span =
        OtelIds.as(
            own,
            () ->
                tracer
                    .spanBuilder(incoming.name())
                    .setParent(parent)
                    .setStartTimestamp(since)
                    .startSpan());
    return begun(span, parent, Clock.now(), incoming);
  }

  private RequestSpan begun(Span span, Context parent, Clock clock, Incoming incoming) {
    var begun = new OtelSpan(span, new OtelParts(tracer, parent.with(span), clock.zero()));
    if (span.isRecording()) {
      incoming.facts().forEach(begun::add);
    }
    return begun;
  }

  private static <C> Context read(C carrier, TextMapGetter<C> getter) {
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), carrier, getter);
  }

  /**
   * One moment by both clocks.
   *
   * @param nanos on that of {@link System#nanoTime}
   */
  private record Clock(long epochNanos, long nanos) {
    static Clock now() {
      long nanos = System.nanoTime();
      var now = Instant.now();
      return new Clock(TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano(), nanos);
    }

    /** Nanoseconds since 1970 at which {@link System#nanoTime} was 0. */
    long zero() {
      return epochNanos - nanos;
    }
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

  /** A place as it was handed on. */
  private enum Places implements TextMapGetter<TraceContext> {
    GETTER;

    @Override
    public @Nullable String get(@Nullable TraceContext place, String key) {
      if (place == null) {
        return null;
      }
      return switch (key) {
        case TraceContext.TRACEPARENT -> place.traceparent();
        case TraceContext.TRACESTATE -> place.tracestate().orElse(null);
        default -> null;
      };
    }
  }
}
