package dev.steward.runtime.metrics;

import dev.steward.runtime.llm.LanguageModel;
import dev.steward.runtime.llm.TextTimes;
import dev.steward.runtime.llm.WriterUse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The metrics of models that write; there from the first such model on. */
final class WritingMetrics {

  /**
   * Seconds, as OpenTelemetry's semantic conventions for generative AI advise them for {@code
   * gen_ai.server.time_to_first_token}.
   */
  private static final Duration[] TO_FIRST =
      seconds(
          0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30,
          60);

  /** The same for {@code gen_ai.server.time_per_output_token}, and what is faster. */
  private static final Duration[] PER_TOKEN =
      seconds(0.002, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5);

  private final MeterRegistry registry;
  private final LongAdder tokens = new LongAdder();
  private final List<LanguageModel> writers = new CopyOnWriteArrayList<>();
  private final Timer waits;
  private final Timer toFirst;
  private final Timer perToken;

  WritingMetrics(MeterRegistry registry) {
    this.registry = registry;
    waits = timer("text.queue.wait", "Time a text waited until it had a slot", TO_FIRST);
    toFirst = timer("time.to.first.token", "Time until a text's first token was chosen", TO_FIRST);
    perToken = timer("time.per.output.token", "Time of each token after the first", PER_TOKEN);
    FunctionCounter.builder("steward.runtime.generation.tokens", tokens, LongAdder::sum)
        .description("Tokens written")
        .register(registry);
    gauge("texts.running", "Texts that have a slot", WriterUse::running);
    gauge("texts.waiting", "Texts that wait for a slot", WriterUse::waiting);
    gauge(
        "kv.cache.usage.ratio",
        "Share of the room for keys and values that running texts hold",
        use -> use.room() == 0 ? 0 : (double) use.tokens() / use.room());
  }

  private static Duration[] seconds(double... seconds) {
    return DoubleStream.of(seconds)
        .mapToObj(it -> Duration.ofNanos(Math.round(it * 1e9)))
        .toArray(Duration[]::new);
  }

  private Timer timer(String name, String description, Duration... buckets) {
    return Timer.builder("steward.runtime." + name)
        .description(description)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  private void gauge(String name, String description, ToDoubleFunction<WriterUse> value) {
    Gauge.builder("steward.runtime." + name, () -> value.applyAsDouble(use()))
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  private WriterUse use() {
    return writers.stream().map(LanguageModel::use).reduce(WriterUse.NONE, WriterUse::plus);
  }

  /** Shows how busy a model is too. */
  void watch(LanguageModel model) {
    writers.add(model);
  }

  /** No longer. */
  void forget(LanguageModel model) {
    writers.remove(model);
  }

  void written(String reason, int count, TextTimes times) {
    Counter.builder("steward.runtime.texts")
        .description("Texts written, by why they ended")
        .tag("reason", reason)
        .register(registry)
        .increment();
    tokens.add(count);
    waits.record(times.waited());
    toFirst.record(times.toFirst());
    if (count > 1) {
      perToken.record(times.perToken(count));
    }
  }
}
