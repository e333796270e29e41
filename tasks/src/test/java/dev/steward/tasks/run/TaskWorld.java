package dev.steward.tasks.run;

import dev.steward.core.check.Checked;
import dev.steward.core.task.Aggregate;
import dev.steward.core.task.DataPath;
import dev.steward.core.task.FailureBudget;
import dev.steward.core.task.ItemKind;
import dev.steward.core.task.Slices;
import dev.steward.core.task.Tally;
import dev.steward.core.task.TaskDescription;
import dev.steward.core.task.TaskInputs;
import dev.steward.store.read.AllowedHosts;
import dev.steward.store.read.DataPlaces;
import dev.steward.store.read.DataReader;
import dev.steward.store.s3.S3Settings;
import dev.steward.store.write.FolderPlace;
import dev.steward.tasks.call.ItemCall;
import dev.steward.tasks.call.Patience;
import dev.steward.tasks.call.ServiceClient;
import dev.steward.tasks.journal.Item;
import dev.steward.tasks.journal.Journal;
import dev.steward.tasks.journal.ResultLine;
import dev.steward.tasks.journal.TaskPlan;
import dev.steward.tasks.journal.TaskTrace;
import dev.steward.tasks.trace.TaskTraces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A task over a stand-in service and a folder. */
final class TaskWorld implements AutoCloseable {

  static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(20),
          Duration.ofMillis(300),
          2,
          Duration.ofMillis(1),
          Duration.ofMillis(20));

  final StandInService service = new StandInService();
  final Path folder;
  final Journal journal;
  final DataReader reader;
  private final ServiceClient client;
  final ItemRun items;
  TaskTraces traces = TaskTraces.OFF;
  Optional<TaskTrace> trace = Optional.empty();

  TaskWorld(Path folder) throws IOException {
    this.folder = folder;
    journal = new Journal(new FolderPlace(folder.resolve("out"), "pvc://data/out/"));
    reader =
        new DataReader(
            new DataPlaces(
                claim -> Optional.of(folder),
                DataPlaces.LocalFiles.READABLE,
                AllowedHosts.NONE,
                S3Settings.of(Map.of())));
    client = new ServiceClient(service.url(), "m", Optional.empty(), SHORT, InstantSource.system());
    items = new ItemRun(reader, ItemCall.of(ItemKind.EMBEDDING, "m"), client);
  }

  /** {@code count} texts as inline items. */
  static TaskDescription texts(int count) {
    return task(
        new TaskInputs.Inline(
            IntStream.range(0, count).mapToObj(i -> "\"text %04d\"".formatted(i)).toList()),
        Aggregate.CONCAT,
        new FailureBudget.Count(3));
  }

  static TaskDescription task(TaskInputs inputs, Aggregate aggregate, FailureBudget budget) {
    return task(ItemKind.EMBEDDING, inputs, aggregate, budget);
  }

  static TaskDescription task(
      ItemKind kind, TaskInputs inputs, Aggregate aggregate, FailureBudget budget) {
    return new TaskDescription("t", "m", kind, inputs, aggregate, budget, Optional.empty());
  }

  TaskEnd run(TaskDescription task) throws Exception {
    var sent = new ItemRun(reader, ItemCall.of(task.kind(), "m"), client);
    return new TaskRun(task, journal, reader, sent, new Crew(2, 4), InstantSource.system(), traces)
        .run(QUIET);
  }

  /** A plan with slices of {@code size}, kept. */
  TaskPlan plan(int count, int size) throws IOException {
    var plan =
        new TaskPlan("fixed", "d", Instant.EPOCH, new Slices(count, size), Optional.empty(), trace);
    for (int slice = 0; slice < plan.slices().count(); slice++) {
      var range = plan.slices().range(slice);
      var list = new ArrayList<Item>();
      for (long i = range.from(); i < range.to(); i++) {
        list.add(new Item.Json("items[" + i + "]", "\"text %04d\"".formatted(i)));
      }
      journal.keepItems(plan.id(), slice, list);
    }
    return journal.keep(plan);
  }

  SliceRun worker(TaskPlan plan) {
    return new SliceRun(journal, plan, items, new Turns(4), line -> {}, traces);
  }

  List<ResultLine> results() throws IOException {
    var lines = new ArrayList<ResultLine>();
    for (var line : Files.readAllLines(folder.resolve("out/results.jsonl"))) {
      lines.add(ResultLine.read(line));
    }
    return lines;
  }

  static DataPath path(String text) {
    return DataPath.parse("p", text) instanceof Checked.Valid<DataPath>(var path)
        ? path
        : new DataPath.Local("/nowhere");
  }

  private static final TaskListener QUIET =
      new TaskListener() {
        @Override
        public void planned(TaskPlan plan, Tally before) {}

        @Override
        public void through(ResultLine line) {}
      };

  @Override
  public void close() {
    client.close();
    reader.close();
    service.close();
  }
}
