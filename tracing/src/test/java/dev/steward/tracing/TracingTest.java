package dev.steward.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.collector.Collector;
import dev.steward.collector.Told;
import dev.steward.tracing.RequestSpan.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as spans, told to a collector that speaks OTLP. */
@Timeout(60)
class TracingTest {
  private static final Teller TELLER = new Teller("steward-test", "1.2.3", "pod-7");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String SAMPLED = "00-" + TRACE + "-" + CALLER + "-01";
  private static final String UNSAMPLED = "00-" + TRACE + "-" + CALLER + "-00";

  /** A request with these fields. */
  private record Sent(Map<String, List<String>> fields) implements Incoming {
    static Sent with(String... traceparents) {
      return new Sent(Map.of("traceparent", List.of(traceparents)));
    }

    @Override
    public String name() {
      return "POST";
    }

    @Override
    public List<String> field(String name) {
      return fields.getOrDefault(name, List.of());
    }

    @Override
    public List<Fact> facts() {
      return List.of(Fact.of(FactKeys.HTTP_METHOD, "POST"));
    }
  }

  private static Tracing tracing(Collector collector, String... more) {
    return Tracing.start(collector.environment(more), TELLER);
  }

  @Test
  void a_request_goes_on_with_the_trace_of_its_caller() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector)) {
      var request = tracing.begin(Sent.with(SAMPLED));
      assertThat(request.traceId()).contains(TRACE);
      request.end(Verdict.UNSET);
      var span = collector.next();
      assertThat(span.trace()).isEqualTo(TRACE);
      assertThat(span.parent()).isEqualTo(CALLER);
      assertThat(span.isServer()).isTrue();
      assertThat(span.facts()).containsOnly(Map.entry("http.request.method", "POST"));
      assertThat(span.end()).isGreaterThanOrEqualTo(span.start());
      assertThat(span.teller())
          .containsEntry("service.name", "steward-test")
          .containsEntry("service.version", "1.2.3")
          .containsEntry("service.instance.id", "pod-7");
    }
  }

  @Test
  void the_next_process_is_told_of_this_one_and_of_what_others_carry_along() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector)) {
      var request =
          tracing.begin(
              new Sent(
                  Map.of(
                      "traceparent", List.of(SAMPLED), "tracestate", List.of("a=1", "b=2,c=3"))));
      var on = request.handOn().orElseThrow();
      request.end(Verdict.UNSET);
      var span = collector.next();
      assertThat(on.traceparent()).isEqualTo("00-" + TRACE + "-" + span.id() + "-01");
      assertThat(on.tracestate()).contains("a=1,b=2,c=3");
    }
  }

  @Test
  void parts_are_children_with_the_times_they_had() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector)) {
      var request = tracing.begin(Sent.with());
      long now = System.nanoTime();
      request.part("queue", now, now + 5_000, List.of());
      request.part("compute", now + 5_000, now + 7_000, List.of(Fact.of("steward.batch.size", 3)));
      request.named("POST /v1/x");
      request.end(Verdict.ERROR);
      var server = collector.next("POST /v1/x");
      var queue = collector.next("queue");
      var compute = collector.next("compute");
      assertThat(server.parent()).isEmpty();
      assertThat(server.hasError()).isTrue();
      assertThat(List.of(queue.parent(), compute.parent())).containsOnly(server.id());
      assertThat(queue.end() - queue.start()).isEqualTo(5_000);
      assertThat(queue.end()).isEqualTo(compute.start());
      assertThat(queue.start()).isBetween(server.start(), server.end());
      assertThat(compute.facts()).containsOnly(Map.entry("steward.batch.size", 3L));
    }
  }

  @Test
  void a_request_that_its_caller_doesnt_sample_is_told_to_nobody_and_goes_on_as_such()
      throws Exception {
    try (var collector = Collector.taking()) {
      try (var tracing = tracing(collector)) {
        var quiet = tracing.begin(Sent.with(UNSAMPLED));
        assertThat(quiet.handOn().orElseThrow().traceparent())
            .startsWith("00-" + TRACE + "-")
            .endsWith("-00");
        quiet.part("queue", 1, 2, List.of());
        quiet.end(Verdict.UNSET);
        tracing.begin(Sent.with(SAMPLED)).end(Verdict.UNSET);
      }
      assertThat(collector.rest()).extracting(Told::name).containsExactly("POST");
    }
  }

  @Test
  void without_a_caller_the_sampler_decides_and_with_one_the_caller() throws Exception {
    try (var collector = Collector.taking()) {
      try (var tracing =
          tracing(
              collector,
              "OTEL_TRACES_SAMPLER",
              "parentbased_traceidratio",
              "OTEL_TRACES_SAMPLER_ARG",
              "0")) {
        tracing.begin(Sent.with()).end(Verdict.UNSET);
        tracing.begin(Sent.with(SAMPLED)).end(Verdict.UNSET);
      }
      assertThat(collector.rest()).extracting(Told::trace).containsExactly(TRACE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rubbish",
        "00-" + TRACE + "-" + CALLER,
        "00-" + TRACE + "-" + CALLER + "-01-more",
        "00-00000000000000000000000000000000-" + CALLER + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + CALLER + "-01",
        "ff-" + TRACE + "-" + CALLER + "-01",
      })
  void a_traceparent_that_isnt_one_begins_another_trace_without_its_state(String malformed)
      throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector)) {
      var request =
          tracing.begin(
              new Sent(Map.of("traceparent", List.of(malformed), "tracestate", List.of("a=1"))));
      assertThat(request.handOn().orElseThrow().tracestate()).isEmpty();
      request.end(Verdict.UNSET);
      var span = collector.next();
      assertThat(span.parent()).isEmpty();
      assertThat(span.trace()).isNotEqualTo(TRACE);
    }
  }

  @Test
  void two_traceparents_are_none() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector)) {
      tracing.begin(Sent.with(SAMPLED, SAMPLED)).end(Verdict.UNSET);
      assertThat(collector.next().parent()).isEmpty();
    }
  }

  @Test
  void a_version_to_come_is_read_as_far_as_it_is_known() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector)) {
      tracing
          .begin(Sent.with("01-" + TRACE + "-" + CALLER + "-01-what-will-be"))
          .end(Verdict.UNSET);
      assertThat(collector.next().parent()).isEqualTo(CALLER);
    }
  }

  @Test
  void of_a_request_with_very_many_parts_the_first_are_told_and_the_others_counted()
      throws Exception {
    try (var collector = Collector.taking()) {
      try (var tracing = tracing(collector)) {
        var request = tracing.begin(Sent.with());
        IntStream.range(0, RequestSpan.MOST_PARTS + 5)
            .forEach(part -> request.part("part " + part, 1, 2, List.of()));
        request.end(Verdict.UNSET);
      }
      assertThat(collector.next("POST").facts()).containsEntry(FactKeys.UNTOLD, 5L);
      assertThat(collector.rest()).hasSize(RequestSpan.MOST_PARTS);
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_collector_that_doesnt_answer_costs_spans_and_holds_up_nobody() throws Exception {
    try (var collector = Collector.silent();
        var tracing =
            tracing(
                collector, "OTEL_BSP_MAX_QUEUE_SIZE", "8", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4")) {
      // All of these end while the collector holds the first of them.
      IntStream.range(0, 20).forEach(_ -> tracing.begin(Sent.with()).end(Verdict.UNSET));
      var counts = tracing.counts().orElseThrow();
      assertThat(counts.dropped()).isEqualTo(12);
      assertThat(counts.exported()).isZero();
      collector.answer();
      await(() -> counts.exported() == 8);
      tracing.begin(Sent.with(SAMPLED)).end(Verdict.UNSET);
      await(() -> counts.exported() == 9);
      assertThat(counts.dropped()).isEqualTo(12);
      assertThat(counts.failed()).isZero();
    }
  }

  @Test
  void a_collector_that_isnt_there_costs_spans_alone() throws Exception {
    var gone = Collector.taking();
    gone.close();
    try (var tracing = tracing(gone, "OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED", "true")) {
      tracing.begin(Sent.with()).end(Verdict.UNSET);
      var counts = tracing.counts().orElseThrow();
      await(() -> counts.failed() == 1);
      assertThat(counts.exported()).isZero();
      assertThat(tracing.begin(Sent.with()).traceId()).isPresent();
    }
  }

  @Test
  void what_has_ended_is_handed_on_before_the_process_ends() throws Exception {
    try (var collector = Collector.taking()) {
      try (var tracing = tracing(collector, "OTEL_BSP_SCHEDULE_DELAY", "600000")) {
        tracing.begin(Sent.with(SAMPLED)).end(Verdict.UNSET);
      }
      assertThat(collector.rest()).hasSize(1);
    }
  }

  @Test
  void settings_that_are_wrong_leave_requests_alone() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector, "OTEL_TRACES_SAMPLER", "sometimes")) {
      var request = tracing.begin(Sent.with(SAMPLED));
      assertThat(request.traceId()).isEqualTo(Optional.empty());
      assertThat(request.handOn()).isEmpty();
      request.end(Verdict.UNSET);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OTEL_SDK_DISABLED=true", "OTEL_TRACES_EXPORTER=none"})
  void what_is_switched_off_is_off(String variable) throws Exception {
    var parts = variable.split("=", 2);
    try (var collector = Collector.taking();
        var tracing = tracing(collector, parts[0], parts[1])) {
      assertThat(tracing).isSameAs(Tracing.off());
    }
  }

  @Test
  void a_part_that_goes_on_elsewhere_is_the_parent_there() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector)) {
      var request = tracing.begin(Sent.with(SAMPLED));
      var part = request.begin("part", List.of(Fact.of("steward.part.index", 3)));
      var elsewhere = tracing.begin(Sent.with(part.handOn().orElseThrow().traceparent()));
      elsewhere.end(Verdict.UNSET);
      var there = collector.next();
      part.end(Verdict.ERROR);
      var here = collector.next("part");
      request.end(Verdict.UNSET);
      assertThat(there.parent()).isEqualTo(here.id());
      assertThat(here.parent()).isEqualTo(collector.next().id());
      assertThat(here.trace()).isEqualTo(TRACE);
      assertThat(here.hasError()).isTrue();
      assertThat(here.facts()).containsOnly(Map.entry("steward.part.index", 3L));
    }
  }

  @Test
  void of_too_many_parts_that_go_on_the_last_ones_are_the_wholes() throws Exception {
    try (var collector = Collector.taking()) {
      try (var tracing = tracing(collector)) {
        var request = tracing.begin(Sent.with(SAMPLED));
        for (int i = 0; i < RequestSpan.MOST_PARTS; i++) {
          request.begin("part", List.of()).end(Verdict.UNSET);
        }
        var more = request.begin("part", List.of());
        assertThat(more.handOn()).isEqualTo(request.handOn());
        more.part("queue", 1, 2, List.of());
        more.end(Verdict.UNSET);
        request.end(Verdict.UNSET);
      }
      var told = collector.rest();
      assertThat(told).hasSize(RequestSpan.MOST_PARTS + 1);
      assertThat(told.stream().filter(Told::isServer).findFirst().orElseThrow().facts())
          .containsEntry("steward.parts.untold", 2L);
    }
  }

  @Test
  void what_is_done_here_for_another_processes_span_stands_below_it() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector)) {
      var place = new TraceContext(SAMPLED, Optional.empty());
      var within = tracing.within(place);
      assertThat(within.handOn()).contains(place);
      within.part("stage", 1_000, 3_000, List.of());
      within.end(Verdict.ERROR);
      var stage = collector.next();
      assertThat(stage.name()).isEqualTo("stage");
      assertThat(stage.parent()).isEqualTo(CALLER);
      assertThat(stage.end() - stage.start()).isEqualTo(2_000);
    }
  }

  @Test
  void a_place_that_isnt_sampled_or_cant_be_read_is_told_to_nobody() throws Exception {
    try (var collector = Collector.taking()) {
      try (var tracing = tracing(collector)) {
        for (var traceparent : List.of(UNSAMPLED, "rubbish", "")) {
          var within = tracing.within(new TraceContext(traceparent, Optional.empty()));
          within.part("stage", 1, 2, List.of());
          within.begin("slice", List.of()).end(Verdict.UNSET);
        }
        var unsampled = tracing.within(new TraceContext(UNSAMPLED, Optional.empty()));
        assertThat(unsampled.handOn().orElseThrow().traceparent()).isEqualTo(UNSAMPLED);
        assertThat(tracing.within(new TraceContext("x", Optional.empty())).handOn()).isEmpty();
      }
      assertThat(collector.rest()).isEmpty();
    }
  }

  @Test
  void work_that_one_process_began_is_told_of_by_the_one_that_sees_its_end() throws Exception {
    var since = Instant.parse("2026-11-27T10:00:00Z");
    try (var collector = Collector.taking();
        var first = tracing(collector);
        var second = tracing(collector)) {
      for (var caller : List.of(Sent.with(SAMPLED), Sent.with())) {
        var begun = first.begin(caller).handOn().orElseThrow();
        var task = second.resume(begun, caller, since);
        assertThat(task.handOn()).contains(begun);
        task.begin("collect", List.of()).end(Verdict.UNSET);
        var collect = collector.next();
        task.end(Verdict.UNSET);
        var told = collector.next();
        assertThat(begun.traceparent()).startsWith("00-" + told.trace() + "-" + told.id() + "-0");
        assertThat(told.parent()).isEqualTo(caller.field("traceparent").isEmpty() ? "" : CALLER);
        assertThat(told.start()).isEqualTo(since.toEpochMilli() * 1_000_000);
        assertThat(told.end()).isGreaterThan(told.start());
        assertThat(collect.parent()).isEqualTo(told.id());
        assertThat(told.facts()).containsEntry("http.request.method", "POST");
      }
    }
  }

  @Test
  void work_that_was_begun_for_another_caller_keeps_its_trace() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector)) {
      var begun = tracing.begin(Sent.with()).handOn().orElseThrow();
      tracing.resume(begun, Sent.with(SAMPLED), Instant.EPOCH).end(Verdict.UNSET);
      var told = collector.next();
      assertThat(begun.traceparent()).contains(told.trace(), told.id());
      assertThat(told.parent()).isEmpty();
    }
  }

  @Test
  void work_that_was_begun_unsampled_is_told_to_nobody() throws Exception {
    try (var collector = Collector.taking()) {
      try (var tracing = tracing(collector)) {
        // Its sampler would have said yes, which nobody asks any more.
        var task =
            tracing.resume(
                new TraceContext(UNSAMPLED, Optional.empty()), Sent.with(), Instant.EPOCH);
        task.begin("slice", List.of()).end(Verdict.UNSET);
        task.end(Verdict.UNSET);
      }
      assertThat(collector.rest()).isEmpty();
    }
  }
}
