package dev.steward.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.collector.Collector;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.runtime.StageConfig;
import dev.steward.core.runtime.StageConfig.Member;
import dev.steward.core.shard.Cut;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.runtime.testing.Stages;
import dev.steward.tracing.ComputedFor;
import dev.steward.tracing.Fact;
import dev.steward.tracing.Incoming;
import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.Teller;
import dev.steward.tracing.TraceContext;
import dev.steward.tracing.Tracing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StagesTest {

  private static final long POLL = 1_000_000;
  private static final PoolSettings ONE = new PoolSettings(1, 1, 16);

  private final List<AutoCloseable> open = new ArrayList<>();
  private Tracing tracing = Tracing.off();
  private final List<Member> members = List.of(member(), member(), member());

  private static Member member() {
    return new Member("127.0.0.1", Stages.freePort());
  }

  @AfterEach
  void close() throws Exception {
    for (var each : open.reversed()) {
      each.close();
    }
  }

  private StageConfig config(int index, String incarnation) {
    return new StageConfig(
        index, new Cut(3, List.of(0, 1, 2)), members, incarnation, Optional.empty());
  }

  private PipelineModel first(Parts part) {
    var config = config(0, "one");
    var model =
        Pipelines.first(
            config, Membership.of(config, "digest"), part.part(), Parts.SIGNATURE, ONE, tracing);
    open.add(model);
    return model;
  }

  private LaterStage later(int index, Parts part) throws IOException {
    return later(index, part, "one", "digest");
  }

  private LaterStage later(int index, Parts part, String incarnation, String digest)
      throws IOException {
    var config = config(index, incarnation);
    var stage =
        Pipelines.later(
            "127.0.0.1", config, Membership.of(config, digest), part.part(), ONE, tracing);
    open.add(stage);
    return stage;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(POLL);
      if (Thread.interrupted()) {
        throw new InterruptedException("it never came true");
      }
    }
  }

  private static Optional<Refusal> warm(PipelineModel model) throws InterruptedException {
    return model.awaitWarm(() ->
        run(model, 0, new Cancellation()) instanceof Outcome.Refused<List<Tensor>>(var refusal)
            ? Optional.of(refusal)
            : Optional.empty());
  }

  private static Outcome<List<Tensor>> run(PipelineModel model, long x, Cancellation cancellation) {
    return model.run(List.of(Parts.numbers("x", x)), List.of(), cancellation);
  }

  private static CompletableFuture<Outcome<List<Tensor>>> begin(
      PipelineModel model, Cancellation cancellation) {
    var outcome = new CompletableFuture<Outcome<List<Tensor>>>();
    Thread.ofVirtual().start(() -> outcome.complete(run(model, 1, cancellation)));
    return outcome;
  }

  private static ErrorCode code(CompletableFuture<Outcome<List<Tensor>>> outcome) throws Exception {
    return switch (outcome.get(30, TimeUnit.SECONDS)) {
      case Outcome.Done<List<Tensor>> done -> throw new AssertionError(done);
      case Outcome.Refused<List<Tensor>>(var refusal) -> refusal.code();
    };
  }

  private static long value(Outcome<List<Tensor>> outcome) {
    return switch (outcome) {
      case Outcome.Done<List<Tensor>>(var tensors) -> Parts.value(tensors);
      case Outcome.Refused<List<Tensor>>(var refusal) -> throw new AssertionError(refusal);
    };
  }

  @Test
  void each_stage_computes_its_part() throws Exception {
    later(2, Parts.free());
    later(1, Parts.free());
    var model = first(Parts.free());
    assertThat(warm(model)).isEmpty();
    assertThat(model.unavailable()).isEmpty();
    assertThat(value(run(model, 40, new Cancellation()))).isEqualTo(43);
  }

  /** A request that goes on with this one. */
  private record Sent(String traceparent) implements Incoming {
    @Override
    public String name() {
      return "POST";
    }

    @Override
    public List<String> field(String name) {
      return name.equals(TraceContext.TRACEPARENT) ? List.of(traceparent) : List.of();
    }

    @Override
    public List<Fact> facts() {
      return List.of();
    }
  }

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String OTHER = "0af7651916cd43dd8448eb211c80319c";

  private RequestSpan request(String trace) {
    return tracing.begin(new Sent("00-" + trace + "-00f067aa0ba902b7-01"));
  }

  @Test
  void each_stage_tells_each_request_that_it_has_computed_for() throws Exception {
    try (var collector = Collector.taking()) {
      tracing = Tracing.start(collector.environment(), new Teller("stages", "1", "one"));
      open.add(tracing);
      later(2, Parts.free());
      later(1, Parts.free());
      var model = first(Parts.free());
      assertThat(warm(model)).isEmpty();
      var request = request(TRACE);
      var other = request(OTHER);
      var place = request.handOn().orElseThrow().traceparent();
      assertThat(
              value(
                  ComputedFor.during(
                      List.of(request, other), () -> run(model, 40, new Cancellation()))))
          .isEqualTo(43);
      for (var trace : List.of(TRACE, OTHER)) {
        for (long stage = 0; stage < 3; stage++) {
          long index = stage;
          var told =
              collector.next(span ->
                  span.trace().equals(trace)
                      && Long.valueOf(index).equals(span.facts().get("steward.stage.index")));
          assertThat(told.name()).isEqualTo("stage");
          assertThat(told.facts())
              .containsEntry("steward.stage.count", 3L)
              .containsOnlyKeys(
                  "steward.stage.index", "steward.stage.count", "steward.stage.waited");
          if (trace.equals(TRACE)) {
            assertThat(place).contains(told.parent());
          }
        }
      }
      assertThat(value(run(model, 1, new Cancellation()))).isEqualTo(4);
      tracing.close();
      assertThat(collector.rest()).as("nobody's request is told to nobody").isEmpty();
    }
  }

  @Test
  void it_is_ready_when_the_last_stage_is_connected_and_not_before() throws Exception {
    var model = first(Parts.free());
    assertThat(model.unavailable()).isPresent();
    later(1, Parts.free());
    assertThat(model.unavailable()).isPresent();
    later(2, Parts.free());
    assertThat(warm(model)).isEmpty();
    assertThat(model.unavailable()).isEmpty();
  }

  @Test
  void a_stage_that_dies_fails_what_is_out_at_once_and_comes_back() throws Exception {
    var held = Parts.held();
    var last = later(2, held);
    later(1, Parts.free());
    var model = first(Parts.free());
    held.let(1);
    assertThat(warm(model)).isEmpty();
    var outcome = begin(model, new Cancellation());
    await(() -> held.begun.get() == 2);
    last.port().close();
    assertThat(code(outcome)).isEqualTo(ErrorCode.BAD_REPLICA);
    await(() -> model.unavailable().isPresent());
    held.let(100);
    last.close();
    later(2, Parts.free());
    await(() -> model.unavailable().isEmpty());
    assertThat(value(run(model, 1, new Cancellation()))).isEqualTo(4);
  }

  @Test
  void a_request_that_nobody_waits_for_is_broken_off_in_every_stage() throws Exception {
    var held = Parts.held();
    later(2, held);
    later(1, Parts.free());
    var model = first(Parts.free());
    held.let(1);
    assertThat(warm(model)).isEmpty();
    var cancellation = new Cancellation();
    var outcome = begin(model, cancellation);
    await(() -> held.begun.get() == 2);
    cancellation.cancel();
    assertThat(code(outcome)).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    await(() -> held.cancelled.get() == 1);
  }

  @Test
  void a_slow_stage_slows_those_before_it() throws Exception {
    var held = Parts.held();
    var quick = Parts.free();
    later(2, held);
    later(1, Parts.free());
    var model = first(quick);
    held.let(1);
    assertThat(warm(model)).isEmpty();
    var outcomes = new ArrayList<CompletableFuture<Outcome<List<Tensor>>>>();
    for (int i = 0; i < 60; i++) {
      outcomes.add(begin(model, new Cancellation()));
    }
    // Each stage computes one and has at most 4 waiting, and one waits for room after it.
    await(() -> held.begun.get() == 2 && quick.begun.get() >= 10);
    assertThat(quick.begun.get()).isLessThan(20);
    held.let(100);
    for (var outcome : outcomes) {
      assertThat(value(outcome.get(30, TimeUnit.SECONDS))).isEqualTo(4);
    }
    assertThat(quick.begun.get()).isEqualTo(61);
  }

  @Test
  void what_finds_no_room_in_time_is_refused() throws Exception {
    var held = Parts.held();
    later(2, held);
    later(1, Parts.free());
    var model = first(Parts.free());
    held.let(1);
    assertThat(warm(model)).isEmpty();
    var end = System.nanoTime() + Duration.ofMillis(200).toNanos();
    var outcomes = new ArrayList<CompletableFuture<Outcome<List<Tensor>>>>();
    for (int i = 0; i < 40; i++) {
      outcomes.add(begin(model, new Cancellation(end)));
    }
    held.let(1);
    await(() -> outcomes.stream().filter(CompletableFuture::isDone).count() >= 10);
    held.let(100);
    for (var outcome : outcomes) {
      if (outcome.get(30, TimeUnit.SECONDS) instanceof Outcome.Refused<List<Tensor>>(var refusal)) {
        assertThat(refusal.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
      }
    }
  }

  @Test
  void a_member_of_another_incarnation_cannot_join() throws Exception {
    var old = later(1, Parts.free(), "zero", "digest");
    var model = first(Parts.free());
    await(() ->
        model.unavailable().filter(why -> why.message().contains("incarnation zero")).isPresent());
    assertThat(old.port().called()).isFalse();
  }

  @Test
  void a_stage_of_another_model_cannot_join() throws Exception {
    later(1, Parts.free(), "one", "another");
    var model = first(Parts.free());
    await(() ->
        model
            .unavailable()
            .filter(why -> why.message().contains("different models or cuts"))
            .isPresent());
  }

  @Test
  void a_stranger_at_the_door_is_sent_away_and_disturbs_nobody() throws Exception {
    var stage = later(1, Parts.free());
    later(2, Parts.free());
    var model = first(Parts.free());
    assertThat(warm(model)).isEmpty();
    for (int i = 0; i < 30; i++) {
      try (var stranger = new Socket(InetAddress.getLoopbackAddress(), stage.port().port())) {
        stranger
            .getOutputStream()
            .write(
                "GET / HTTP/1.1\r\nhost: example.org\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        stranger.setSoTimeout(20_000);
        try {
          assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        } catch (IOException reset) {
          assertThat(reset).hasMessageContaining("reset");
        }
      }
    }
    assertThat(value(run(model, 1, new Cancellation()))).isEqualTo(4);
  }
}
