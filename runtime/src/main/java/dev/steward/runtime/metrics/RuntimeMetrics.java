package dev.steward.runtime.metrics;

import dev.steward.runtime.engine.OnnxDevice;
import dev.steward.runtime.llm.LanguageModel;
import dev.steward.runtime.llm.TextTimes;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.pool.PoolObserver;
import dev.steward.tracing.SpanCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The metrics of one server; {@code docs/reference/runtime.md} lists them. */
public final class RuntimeMetrics implements PoolObserver, AutoCloseable {

  static final Duration[] BUCKETS =
      java.util.stream.LongStream.of(
              1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Timer waits = timer("steward.runtime.queue.wait", "Time a run waited");
  private final Timer runs = timer("steward.runtime.inference", "Time a run computed");
  private final DistributionSummary batches =
      DistributionSummary.builder("steward.runtime.batch.size")
          .description("Pieces of work computed together: requests for tensors, or texts")
          .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128)
          .register(registry);
  private final Counter tokens =
      Counter.builder("steward.runtime.tokens")
          .description("Tokens read for embeddings")
          .register(registry);
  private final Counter promptRead = promptTokens("false");
  private final Counter promptCached = promptTokens("true");
  private final Map<Answer, Timer> answers = new ConcurrentHashMap<>();
  private Optional<WritingMetrics> writing = Optional.empty();
  private final PolicyTold policy = new PolicyTold();
  private final AtomicBoolean processBound = new AtomicBoolean();
  private final InfoGauge policyShown =
      new InfoGauge(
          registry,
          "steward.runtime.policy.info",
          "The digest of the policies under which the last request came");
  private final InfoGauge deviceShown =
      new InfoGauge(
          registry, "steward.runtime.device.info", "On what ONNX Runtime computes, and why there");
  private volatile Optional<OnnxDevice> computing = Optional.empty();

  /** What answers are counted by; as many as there are routes and codes. */
  private record Answer(String endpoint, String code) {}

  /** Nothing was answered yet. */
  public RuntimeMetrics() {
    FunctionCounter.builder("steward.runtime.policy.changes", policy, PolicyTold::changes)
        .description("How often a request came under other policies than the one before")
        .register(registry);
  }

  /** Shows how full {@code pool} is. */
  public void watch(InferencePool pool) {
    Gauge.builder("steward.runtime.requests.admitted", pool, InferencePool::admitted)
        .description("Requests that wait or are computed")
        .register(registry);
    Gauge.builder("steward.runtime.inferences.running", pool, InferencePool::running)
        .description("Runs computed at this moment")
        .register(registry);
  }

  /** Shows what became of spans. */
  public void spans(SpanCounts counts) {
    spans(counts, "exported", SpanCounts::exported);
    spans(counts, "dropped", SpanCounts::dropped);
    spans(counts, "failed", SpanCounts::failed);
  }

  private void spans(SpanCounts counts, String outcome, ToDoubleFunction<SpanCounts> value) {
    FunctionCounter.builder("steward.runtime.spans", counts, value)
        .description("Spans of requests: taken by the collector, given up here, not taken")
        .tag("outcome", outcome)
        .register(registry);
  }

  /** The model was loaded and has answered once. */
  public void loaded(Duration time) {
    Gauge.builder("steward.runtime.model.load", () -> time.toNanos() / 1e9)
        .baseUnit("seconds")
        .description("Time from the start to the end of the model's warm-up")
        .register(registry);
  }

  /** For the models of a repository; asked for once. */
  public RepositoryMetrics ofRepository() {
    return new RepositoryMetrics(registry);
  }

  /** Shows how long the certificate is still good that proves this pod. */
  public void certificateEnds(Supplier<Instant> end) {
    Gauge.builder(
            "steward.certificate.expiry",
            () -> Duration.between(Instant.now(), end.get()).toMillis() / 1e3)
        .baseUnit("seconds")
        .description("Time until the certificate ends that is shown to gateways")
        .strongReference(true)
        .register(registry);
  }

  /**
   * A request was answered.
   *
   * @param endpoint a route's name
   * @param code {@code ok}, an error's code, or {@code client_gone}
   */
  public void answered(String endpoint, String code, Duration time) {
    answers.computeIfAbsent(new Answer(endpoint, code), this::answers).record(time);
  }

  private Timer answers(Answer answer) {
    return Timer.builder("steward.runtime.requests")
        .description("Requests answered, by what came of them")
        .tag("endpoint", answer.endpoint())
        .tag("code", answer.code())
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /**
   * A request came.
   *
   * @param policy the digest of the policies under which a gateway sent it; null where none governs
   */
  public void asked(@Nullable String policy) {
    this.policy.with(policy);
  }

  /** Shows on what models are computed, from when it is known. */
  public void computesOn(OnnxDevice device) {
    computing = Optional.of(device);
  }

  private synchronized void showInfos() {
    policyShown.show(policy.last().map(digest -> Tags.of("digest", digest.text())));
    deviceShown.show(
        computing
            .flatMap(OnnxDevice::chosen)
            .map(it -> Tags.of("device", it.device().text(), "why", it.why().label())));
  }

  /** Tokens were read. */
  public void tokensRead(int count) {
    tokens.increment(count);
  }

  /**
   * A prompt was continued.
   *
   * @param read tokens of it that were read
   * @param cached those that needn't be
   */
  public void promptRead(int read, int cached) {
    promptRead.increment(read);
    promptCached.increment(cached);
  }

  /** Shows how busy a model is that writes. */
  public void writes(LanguageModel model) {
    writing().watch(model);
  }

  /** The model is given up. */
  public void writesNoMore(LanguageModel model) {
    writing().forget(model);
  }

  /**
   * A text has ended.
   *
   * @param reason {@code stop} or {@code length}
   * @param tokens of it
   */
  public void written(String reason, int tokens, TextTimes times) {
    writing().written(reason, tokens, times);
  }

  /** Of most models there are none. */
  private synchronized WritingMetrics writing() {
    var metrics = writing.orElseGet(() -> new WritingMetrics(registry));
    writing = Optional.of(metrics);
    return metrics;
  }

  private Counter promptTokens(String cached) {
    return Counter.builder("steward.runtime.prompt.tokens")
        .description("Tokens of prompts, by whether a text before had them")
        .tag("cached", cached)
        .register(registry);
  }

  @Override
  public void waited(Duration wait) {
    waits.record(wait);
  }

  @Override
  public void together(int pieces) {
    batches.record(pieces);
  }

  @Override
  public void computed(Duration time) {
    runs.record(time);
  }

  /** Everything, in Prometheus' text format. */
  public String scrape() {
    if (!processBound.getAndSet(true)) {
      // Not at the start, which these would slow down.
      new JvmMemoryMetrics().bindTo(registry);
      new ProcessorMetrics().bindTo(registry);
    }
    showInfos();
    return registry.scrape();
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  @Override
  public void close() {
    registry.close();
  }
}
