package dev.steward.tasks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.collector.Collector;
import dev.steward.collector.Told;
import dev.steward.core.task.Slicing;
import dev.steward.core.task.TaskUid;
import dev.steward.tasks.call.UnavailableException;
import dev.steward.tasks.journal.TaskTrace;
import dev.steward.tasks.trace.TaskTraces;
import dev.steward.tracing.Teller;
import dev.steward.tracing.TraceContext;
import dev.steward.tracing.Tracing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a collector is told of a task, and what its service is. */
@Timeout(60)
class TaskTracesTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final TraceContext ASKED =
      new TraceContext("00-" + TRACE + "-" + CALLER + "-01", Optional.of("a=1"));
  private static final TaskUid UID = TaskUid.of("0b8f7d51-0a1b-4c1e-8d7f-6a5b4c3d2e1f");

  @TempDir private Path folder;
  private TaskWorld world;
  private Collector collector;
  private final List<Tracing> processes = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void open() throws Exception {
    world = new TaskWorld(folder);
    collector = Collector.taking();
    world.service.answers((exchange, body, number) -> {
      hear(exchange.getRequestHeaders().getFirst("traceparent"));
      StandInService.Answering.OK.answer(exchange, body, number);
    });
  }

  private void hear(@org.jspecify.annotations.Nullable String traceparent) {
    heard.add(traceparent == null ? "none" : traceparent);
  }

  @AfterEach
  void close() {
    processes.forEach(Tracing::close);
    collector.close();
    world.close();
  }

  /** Another process that works on the task. */
  private TaskTraces process(String name) {
    var tracing = Tracing.start(collector.environment(), new Teller("steward-task", "1", name));
    processes.add(tracing);
    return new TaskTraces(tracing, Optional.of(UID), Optional.of(ASKED));
  }

  private List<Told> ended() {
    processes.forEach(Tracing::close);
    return collector.rest();
  }

  private static List<Told> named(List<Told> told, String name) {
    return told.stream().filter(span -> span.name().equals(name)).toList();
  }

  private static Told one(List<Told> told, String name) {
    assertThat(named(told, name)).hasSize(1);
    return named(told, name).getFirst();
  }

  @Test
  void a_task_is_one_trace_down_to_the_attempts_below_which_the_service_goes_on() throws Exception {
    world.traces = process("one");
    assertThat(world.run(TaskWorld.texts(8))).isInstanceOf(TaskEnd.Complete.class);
    var told = ended();
    assertThat(told).extracting(Told::trace).containsOnly(TRACE);
    var task = one(told, "task");
    assertThat(task.parent()).isEqualTo(CALLER);
    assertThat(task.facts())
        .containsOnly(
            Map.entry("steward.task.uid", UID.toString()),
            Map.entry("steward.task.slices", 4L),
            Map.entry("steward.task.items", 8L),
            Map.entry("steward.task.items.failed", 0L));
    assertThat(one(told, "plan").parent()).isEqualTo(task.id());
    assertThat(one(told, "collect").parent()).isEqualTo(task.id());
    var slices = named(told, "slice");
    assertThat(slices).hasSize(4).extracting(Told::parent).containsOnly(task.id());
    assertThat(slices)
        .extracting(slice -> slice.facts().get("steward.task.slice"))
        .containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
    assertThat(slices.getFirst().facts())
        .containsEntry("steward.attempt", 1L)
        .containsEntry("steward.task.items", 2L);
    var items = named(told, "item");
    assertThat(items)
        .extracting(item -> item.facts().get("steward.task.item"))
        .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(slices).extracting(Told::id).containsAll(items.stream().map(Told::parent).toList());
    var attempts = named(told, "attempt");
    assertThat(attempts).hasSize(8);
    assertThat(items)
        .extracting(Told::id)
        .containsExactlyInAnyOrderElementsOf(attempts.stream().map(Told::parent).toList());
    assertThat(attempts.getFirst().facts())
        .containsOnly(
            Map.entry("steward.attempt", 1L), Map.entry("http.response.status_code", 200L));
    assertThat(heard)
        .containsExactlyInAnyOrderElementsOf(
            attempts.stream().map(each -> "00-" + TRACE + "-" + each.id() + "-01").toList());
    assertThat(told).noneMatch(Told::hasError);
    assertThat(told.toString()).doesNotContain("text 000");
    assertThat(Files.readString(folder.resolve("out/.task/plan.json")))
        .contains("00-" + TRACE + "-" + task.id() + "-01")
        .as("what the client's tools carry along isn't kept")
        .doesNotContain("a=1");
  }

  @Test
  void processes_that_do_a_step_each_tell_of_the_same_trace() throws Exception {
    var task = TaskWorld.texts(4);
    var clock = InstantSource.system();
    var before = Instant.now();
    var planner =
        new Planning(
            world.journal,
            world.reader,
            world.items,
            new Turns(2),
            Slicing.OF_JOBS,
            clock,
            process("planner"));
    var plan = planner.plan(task).orThrow(wrong -> new IllegalStateException(wrong.message()));
    for (int slice = 0; slice < plan.slices().count(); slice++) {
      world.traces = process("worker-" + slice);
      world.worker(plan).run(slice);
    }
    new Collecting(world.journal, task, process("collector")).collect(plan);
    var told = ended();
    assertThat(told).extracting(Told::trace).containsOnly(TRACE);
    var whole = one(told, "task");
    assertThat(whole.teller()).containsEntry("service.instance.id", "collector");
    assertThat(whole.parent()).isEqualTo(CALLER);
    assertThat(whole.start()).isGreaterThanOrEqualTo(before.toEpochMilli() * 1_000_000);
    var parts =
        told.stream()
            .filter(span -> List.of("plan", "slice", "collect").contains(span.name()))
            .toList();
    assertThat(parts).hasSize(2 + plan.slices().count());
    assertThat(parts).extracting(Told::parent).containsOnly(whole.id());
    assertThat(parts)
        .extracting(span -> span.teller().get("service.instance.id"))
        .doesNotHaveDuplicates()
        .contains("planner", "worker-0");
  }

  @Test
  void each_attempt_at_an_item_is_told_with_what_came_of_it() throws Exception {
    world.traces = process("one");
    world.service.answers((exchange, body, number) -> {
      if (number == 1) {
        StandInService.answer(exchange, 503, "{}");
      } else if (number == 2) {
        StandInService.answer(exchange, 500, "{}");
      } else {
        StandInService.Answering.OK.answer(exchange, body, number);
      }
    });
    assertThat(world.run(TaskWorld.texts(1))).isInstanceOf(TaskEnd.Complete.class);
    var told = ended();
    var item = one(told, "item");
    assertThat(item.hasError()).isFalse();
    assertThat(named(told, "attempt"))
        .extracting(
            attempt -> attempt.facts().get("steward.attempt"),
            attempt -> attempt.facts().get("http.response.status_code"),
            attempt -> attempt.facts().getOrDefault("error.type", "none"),
            Told::parent)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(1L, 503L, "unavailable", item.id()),
            org.assertj.core.groups.Tuple.tuple(2L, 500L, "broken", item.id()),
            org.assertj.core.groups.Tuple.tuple(3L, 200L, "none", item.id()));
  }

  @Test
  void a_task_that_fails_says_so_and_so_do_its_items_without_a_word_of_theirs() throws Exception {
    world.traces = process("one");
    world.service.answers((exchange, body, number) ->
        StandInService.answer(exchange, 400, "{\"error\": \"text 0000 is a secret\"}"));
    assertThat(world.run(TaskWorld.texts(8))).isInstanceOf(TaskEnd.Failed.class);
    var told = ended();
    var task = one(told, "task");
    assertThat(task.hasError()).isTrue();
    assertThat(task.facts()).containsEntry("error.type", "failed");
    assertThat(named(told, "item"))
        .filteredOn(item -> "failed".equals(item.facts().get("error.type")))
        .hasSizeGreaterThanOrEqualTo(4)
        .allMatch(Told::hasError);
    assertThat(named(told, "attempt").getFirst().facts())
        .containsEntry("error.type", "refused")
        .containsEntry("http.response.status_code", 400L);
    assertThat(told.toString()).doesNotContain("secret");
  }

  @Test
  void a_task_that_cant_be_planned_is_told_as_refused() throws Exception {
    world.traces = process("one");
    world.service.answers(
        (exchange, body, number) -> StandInService.answer(exchange, 400, "{\"error\": \"no\"}"));
    assertThat(world.run(TaskWorld.texts(40))).isInstanceOf(TaskEnd.Refused.class);
    var told = ended();
    assertThat(one(told, "task").facts()).containsEntry("error.type", "refused");
    var plan = one(told, "plan");
    assertThat(plan.facts()).containsEntry("error.type", "refused");
    assertThat(plan.parent()).isEqualTo(one(told, "task").id());
    assertThat(named(told, "item")).hasSize(16).extracting(Told::parent).containsOnly(plan.id());
  }

  /** A plan that stands in a trace. */
  private void planned() {
    world.trace = Optional.of(new TaskTrace("00-" + TRACE + "-" + CALLER + "-01", Instant.EPOCH));
  }

  @Test
  void a_slice_whose_service_is_gone_is_broken_off_and_the_next_attempt_is_told_too()
      throws Exception {
    planned();
    world.traces = process("one");
    var plan = world.plan(4, 4);
    world.service.answers((exchange, body, number) -> StandInService.answer(exchange, 503, "{}"));
    assertThatThrownBy(() -> world.worker(plan).run(0)).isInstanceOf(UnavailableException.class);
    world.service.answers(StandInService.Answering.OK);
    // As if a worker had died of it.
    world.journal.begin(plan.slices().range(0), 1);
    world.worker(plan).run(0);
    world.worker(plan).run(0);
    var slices = named(ended(), "slice");
    assertThat(slices)
        .extracting(
            slice -> slice.facts().get("steward.attempt"),
            slice -> slice.facts().getOrDefault("error.type", "none"),
            Told::hasError)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(1L, "broken_off", true),
            org.assertj.core.groups.Tuple.tuple(2L, "none", false));
  }

  @Test
  void of_a_large_task_the_first_slices_are_told_and_a_few_items_of_each() throws Exception {
    planned();
    world.traces = process("one");
    var plan = world.plan(300 * 6, 6);
    for (int slice : List.of(0, 255, 256, 299)) {
      world.worker(plan).run(slice);
    }
    var told = ended();
    assertThat(named(told, "slice"))
        .extracting(slice -> slice.facts().get("steward.task.slice"))
        .containsExactlyInAnyOrder(0L, 255L);
    assertThat(named(told, "item")).hasSize(8);
    assertThat(heard.stream().filter("none"::equals)).hasSize(4 * 6 - 8);
  }

  @Test
  void a_task_that_was_planned_by_one_who_tells_nobody_is_told_to_nobody() throws Exception {
    var plan = world.plan(4, 4);
    world.traces = process("one");
    world.worker(plan).run(0);
    new Collecting(world.journal, TaskWorld.texts(4), world.traces).collect(plan);
    assertThat(ended()).isEmpty();
    assertThat(heard).containsOnly("none");
  }

  @Test
  void where_nobody_is_told_nothing_of_a_trace_is_kept_or_sent() throws Exception {
    assertThat(world.run(TaskWorld.texts(4))).isInstanceOf(TaskEnd.Complete.class);
    assertThat(heard).hasSize(4).containsOnly("none");
    assertThat(Files.readString(folder.resolve("out/.task/plan.json"))).doesNotContain("trace");
  }
}
