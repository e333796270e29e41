package dev.steward.tasks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.task.Aggregate;
import dev.steward.core.task.FailureBudget;
import dev.steward.core.task.ItemKind;
import dev.steward.core.task.ItemRange;
import dev.steward.core.task.TaskInputs;
import dev.steward.tasks.call.UnavailableException;
import dev.steward.tasks.journal.Journal;
import dev.steward.tasks.journal.JournalJson;
import dev.steward.tasks.journal.ResultLine;
import dev.steward.tasks.trace.TaskTraces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskRunTest {

  @SuppressWarnings("NullAway.Init") // made anew before each test
  @TempDir
  private Path folder;

  @SuppressWarnings("NullAway.Init") // made anew before each test
  private TaskWorld world;

  @BeforeEach
  void open() throws IOException {
    world = new TaskWorld(folder);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static List<Long> numbers(List<ResultLine> lines) {
    return lines.stream().map(ResultLine::item).toList();
  }

  private static List<Long> upTo(int count) {
    return java.util.stream.LongStream.range(0, count).boxed().toList();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void every_item_is_answered_once_and_in_order_whichever_answer_came_first() throws Exception {
    var later = new CountDownLatch(1);
    world.service.answers((exchange, body, number) -> {
      if (number == 40) {
        await(later);
      }
      if (number == 43) {
        later.countDown();
      }
      StandInService.Answering.OK.answer(exchange, body, number);
    });

    var end = world.run(TaskWorld.texts(200));

    assertThat(end).isInstanceOf(TaskEnd.Complete.class);
    assertThat(numbers(world.results())).isEqualTo(upTo(200));
    assertThat(world.results()).allMatch(line -> line instanceof ResultLine.Answered);
    // Besides the items, the sample's.
    assertThat(world.service.bodies()).hasSize(200 + Sampling.ITEMS);
    assertThat(world.service.bodies().getFirst())
        .isEqualTo("{\"input\":\"text 0000\",\"model\":\"m\"}");
  }

  @Test
  void a_file_that_can_not_be_read_fails_alone_and_is_named() throws Exception {
    for (var name : List.of("a.txt", "b.txt", "c.txt")) {
      Files.writeString(folder.resolve(name), "text of " + name);
    }
    Files.write(folder.resolve("b.txt"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    var inputs = new TaskInputs.Files(List.of(TaskWorld.path("pvc://data/*.txt")));

    var end = world.run(TaskWorld.task(inputs, Aggregate.CONCAT, new FailureBudget.Count(1)));

    assertThat(end)
        .isInstanceOfSatisfying(
            TaskEnd.Complete.class,
            complete ->
                assertThat(complete.collected().tally().first())
                    .singleElement()
                    .satisfies(failure -> {
                      assertThat(failure.input()).isEqualTo("pvc://data/b.txt");
                      assertThat(failure.reason())
                          .isEqualTo("it is no UTF-8 text; save it as UTF-8");
                    }));
    assertThat(world.results().get(1)).isInstanceOf(ResultLine.Failed.class);
    var summary = JournalJson.read(Files.readString(folder.resolve("out/summary.json")));
    assertThat(summary.at("/failures/0/input").asText()).isEqualTo("pvc://data/b.txt");
    assertThat(summary.at("/failed").asInt()).isEqualTo(1);
  }

  @Test
  void a_line_that_is_no_json_is_that_items_failure() throws Exception {
    Files.writeString(
        folder.resolve("in.jsonl"), "{\"input\": \"a\"}\n{not json\n\n{\"other\": 1}\n\"b\"\n");
    var inputs = new TaskInputs.Lines(TaskWorld.path("pvc://data/in.jsonl"));

    var end = world.run(TaskWorld.task(inputs, Aggregate.SUM, new FailureBudget.Share(50)));

    assertThat(end).isInstanceOf(TaskEnd.Complete.class);
    assertThat(world.results())
        .extracting(ResultLine::input)
        .containsExactly(
            "pvc://data/in.jsonl:1",
            "pvc://data/in.jsonl:2",
            "pvc://data/in.jsonl:4",
            "pvc://data/in.jsonl:5");
    assertThat(world.results().get(1))
        .isEqualTo(
            new ResultLine.Failed(
                1, "pvc://data/in.jsonl:2", "it is no JSON; write {\"input\": \"…\"}"));
    // The stand-in's numbers are the lengths of the two requests.
    var summary = JournalJson.read(Files.readString(folder.resolve("out/summary.json")));
    assertThat(summary.at("/result/0").asInt())
        .isEqualTo(world.service.bodies().stream().mapToInt(String::length).sum());
  }

  @Test
  void a_task_whose_items_fail_too_often_ends_at_once() throws Exception {
    world.service.answers((exchange, body, number) -> {
      if (number > 50) {
        StandInService.answer(exchange, 422, "{\"error\":{\"message\":\"too long\"}}");
      } else {
        StandInService.Answering.OK.answer(exchange, body, number);
      }
    });

    var end = world.run(TaskWorld.texts(500));

    assertThat(end)
        .isInstanceOfSatisfying(
            TaskEnd.Failed.class,
            // Others may have failed at the same moment.
            failed -> assertThat(failed.reason()).contains("of 500 items failed, 3 allows 3"));
    assertThat(world.service.bodies().size()).isLessThan(120);
  }

  @Test
  void a_service_that_answers_nothing_is_told_before_anything_is_cut() throws Exception {
    world.service.answers((exchange, body, number) ->
        StandInService.answer(exchange, 404, "{\"error\":\"no such model\"}"));

    var end = world.run(TaskWorld.texts(500));

    assertThat(end)
        .isInstanceOfSatisfying(
            TaskEnd.Refused.class,
            refused ->
                assertThat(refused.violation().problem())
                    .contains("of 16 items tried, none was answered", "no such model"));
    assertThat(world.journal.plan()).isEmpty();
  }

  @Test
  void a_run_that_lost_its_service_goes_on_where_it_was() throws Exception {
    var plan = world.plan(40, 10);
    world.worker(plan).run(0);
    world.service.answers((exchange, body, number) ->
        StandInService.answer(exchange, 503, "{\"error\":\"no replica\"}"));
    assertThatThrownBy(() -> world.worker(plan).run(1))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("no replica");
    assertThat(world.journal.finished()).containsExactly(0);

    world.service.bodies().clear();
    world.service.answers(StandInService.Answering.OK);
    for (int slice = 0; slice < 4; slice++) {
      world.worker(plan).run(slice);
    }

    assertThat(world.service.bodies()).hasSize(30);
    assertThat(new HashSet<>(world.service.bodies())).hasSize(30);
    // Nobody died, so nothing is suspected.
    assertThat(folder.resolve("out/.task/parts")).doesNotExist();
    var collected =
        new Collecting(world.journal, TaskWorld.texts(40), TaskTraces.OFF).collect(plan);
    assertThat(collected).isInstanceOf(dev.steward.core.check.Checked.Valid.class);
    assertThat(numbers(world.results())).isEqualTo(upTo(40));
  }

  @Test
  void a_slice_run_twice_at_once_has_one_result() throws Exception {
    var plan = world.plan(60, 60);
    var both = new CountDownLatch(2);
    Callable<Object> one =
        () -> {
          both.countDown();
          both.await();
          return world.worker(plan).run(0);
        };
    try (var threads = Executors.newFixedThreadPool(2)) {
      var tallies = new ArrayList<Object>();
      for (var tally : threads.invokeAll(List.of(one, one))) {
        tallies.add(tally.get());
      }
      assertThat(tallies.get(0)).isEqualTo(tallies.get(1));
    }

    new Collecting(world.journal, TaskWorld.texts(60), TaskTraces.OFF).collect(plan);
    assertThat(numbers(world.results())).isEqualTo(upTo(60));
  }

  @Test
  void an_item_whose_workers_died_is_given_up_and_the_others_are_answered() throws Exception {
    var plan = world.plan(300, 300);
    // Item 17 took a worker each time: the slice, the part, the smaller part, the item twice.
    world.journal.begin(new ItemRange(0, 300), 1);
    world.journal.begin(new ItemRange(0, 19), 1);
    world.journal.begin(new ItemRange(16, 18), 1);
    world.journal.begin(new ItemRange(17, 18), 2);
    world.journal.begin(new ItemRange(17, 18), 2);

    var tally = world.worker(plan).run(0);

    assertThat(tally.done()).isEqualTo(300);
    assertThat(tally.failed()).isEqualTo(1);
    assertThat(tally.first().getFirst().item()).isEqualTo(17);
    assertThat(tally.first().getFirst().reason()).contains("its worker died of it 2 times");
    assertThat(world.service.bodies()).hasSize(299);
  }

  @Test
  void a_result_that_is_there_is_not_sent_for_again_even_without_its_tally() throws Exception {
    var plan = world.plan(10, 10);
    var before = world.worker(plan).run(0);
    Files.delete(folder.resolve("out/.task/tallies/00000"));
    world.service.bodies().clear();

    assertThat(world.worker(plan).run(0)).isEqualTo(before);
    assertThat(world.service.bodies()).isEmpty();
  }

  @Test
  void another_task_does_not_go_on_with_this_ones_results() throws Exception {
    world.run(TaskWorld.texts(5));

    var end = world.run(TaskWorld.texts(6));

    assertThat(end)
        .isInstanceOfSatisfying(
            TaskEnd.Refused.class,
            refused ->
                assertThat(refused.violation().message())
                    .isEqualTo(
                        "spec.output.path: pvc://data/out/ holds the results of another task; use"
                            + " another folder, or empty it"));
  }

  @Test
  void an_item_that_is_missing_or_doubled_is_noticed() throws Exception {
    var plan = world.plan(20, 10);
    world.worker(plan).run(0);
    world.worker(plan).run(1);
    var slice = folder.resolve("out/.task/slices/00001");
    var lines = Files.readAllLines(slice);
    Files.write(slice, lines.subList(1, 10), StandardCharsets.UTF_8);

    assertThatThrownBy(
            () -> new Collecting(world.journal, TaskWorld.texts(20), TaskTraces.OFF).collect(plan))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("item 11 stands where 10 should");
    assertThat(folder.resolve("out").resolve(Journal.RESULTS)).doesNotExist();
  }

  @Test
  void classes_of_lines_come_back_in_the_order_of_the_lines_and_are_voted_for() throws Exception {
    world.service.answers((exchange, body, number) -> {
      assertThat(exchange.getRequestURI()).hasToString("/v1/classify");
      var label = body.contains("7 ") ? "lucky" : "plain";
      StandInService.answer(
          exchange,
          200,
          "{\"data\":[{\"index\":0,\"label\":\"%s\",\"probs\":[0.2,0.8],\"num_classes\":2}]}"
              .formatted(label));
    });
    var lines =
        java.util.stream.IntStream.range(0, 100)
            .mapToObj("{\"input\": \"%d is a number\"}"::formatted)
            .toList();
    Files.write(folder.resolve("in.jsonl"), lines);
    var inputs = new TaskInputs.Lines(TaskWorld.path("pvc://data/in.jsonl"));

    var end =
        world.run(
            TaskWorld.task(
                ItemKind.CLASSIFICATION, inputs, Aggregate.VOTE, new FailureBudget.Count(0)));

    assertThat(end).isInstanceOf(TaskEnd.Complete.class);
    assertThat(numbers(world.results())).isEqualTo(upTo(100));
    assertThat(Files.readAllLines(folder.resolve("out/results.jsonl")).get(17))
        .isEqualTo(
            "{\"item\":17,\"input\":\"pvc://data/in.jsonl:18\",\"output\":{\"label\":\"lucky\","
                + "\"probs\":[0.2,0.8],\"num_classes\":2}}");
    assertThat(Files.readString(folder.resolve("out/summary.json"))).contains("plain");
  }

  @Test
  void parts_of_texts_come_back_and_have_no_single_value() throws Exception {
    world.service.answers((exchange, body, number) -> {
      assertThat(exchange.getRequestURI()).hasToString("/v1/entities");
      StandInService.answer(
          exchange,
          200,
          "{\"data\":[{\"index\":0,\"entities\":[{\"word\":\"Elm\"}],\"truncated\":false}]}");
    });
    var inputs = new TaskInputs.Inline(List.of("\"1 Elm St\"", "\"2 Elm St\""));
    var end =
        world.run(
            TaskWorld.task(
                ItemKind.TOKEN_CLASSIFICATION,
                inputs,
                Aggregate.CONCAT,
                new FailureBudget.Count(0)));
    assertThat(end).isInstanceOf(TaskEnd.Complete.class);
    assertThat(world.results().getFirst())
        .isInstanceOfSatisfying(
            ResultLine.Answered.class,
            answered ->
                assertThat(answered.output())
                    .hasToString("{\"entities\":[{\"word\":\"Elm\"}],\"truncated\":false}"));
  }
}
