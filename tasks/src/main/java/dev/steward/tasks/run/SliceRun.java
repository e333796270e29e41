package dev.steward.tasks.run;

import dev.steward.core.task.Isolation;
import dev.steward.core.task.ItemRange;
import dev.steward.core.task.Tally;
import dev.steward.tasks.call.UnavailableException;
import dev.steward.tasks.journal.Item;
import dev.steward.tasks.journal.Journal;
import dev.steward.tasks.journal.ResultLine;
import dev.steward.tasks.journal.Tallying;
import dev.steward.tasks.journal.TaskPlan;
import dev.steward.tasks.trace.PartSpan;
import dev.steward.tasks.trace.SliceSpan;
import dev.steward.tasks.trace.TaskTraces;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Consumer;

/** Runs slices, one at a time, unless they are finished. */
public final class SliceRun {

  private final Journal journal;
  private final TaskPlan plan;
  private final ItemRun run;
  private final Turns turns;
  private final Consumer<ResultLine> done;
  private final TaskTraces traces;

  /**
   * A worker's part.
   *
   * @param turns for its items
   * @param done told of each item as it is through, by any thread
   * @param traces what is told of the task
   */
  public SliceRun(
      Journal journal,
      TaskPlan plan,
      ItemRun run,
      Turns turns,
      Consumer<ResultLine> done,
      TaskTraces traces) {
    this.journal = journal;
    this.plan = plan;
    this.run = run;
    this.turns = turns;
    this.done = done;
    this.traces = traces;
  }

  /**
   * Brings slice {@code index} to its result.
   *
   * @return what became of its items
   * @throws UnavailableException when the service isn't to be had; the slice has no result then
   */
  public Tally run(int index) throws UnavailableException, IOException, InterruptedException {
    if (journal.isFinished(index)) {
      return journal.tally(index);
    }
    try (var span = traces.slice(plan, index)) {
      span.done(run(index, span));
    }
    // Another worker's result may have been there first.
    return journal.tally(index);
  }

  private Tally run(int index, SliceSpan span)
      throws UnavailableException, IOException, InterruptedException {
    var range = plan.slices().range(index);
    var items = journal.items(plan, index);
    var file = Files.createTempFile("slice", "");
    try {
      var tallying = new Tallying();
      try (var out = Files.newOutputStream(file)) {
        answers(range, items, new Output(out, tallying, span));
      }
      journal.finish(index, file, tallying.tally());
      return tallying.tally();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Where answers go, in order. */
  private record Output(OutputStream out, Tallying tallying, SliceSpan span) {
    void add(ResultLine line) throws IOException {
      out.write(line.bytes());
      tallying.add(line);
    }
  }

  private void answers(ItemRange range, List<Item> items, Output output)
      throws UnavailableException, IOException, InterruptedException {
    int most = range.items() > 1 ? 1 : Isolation.DEATHS_OF_AN_ITEM;
    int begun = journal.begin(range, most);
    output.span().begun(begun);
    switch (Isolation.next(range, begun)) {
      case Isolation.Step.Run() -> all(range, begun + 1, items, output);
      case Isolation.Step.Split(var parts) -> {
        for (var part : parts) {
          int from = Math.toIntExact(part.from() - range.from());
          part(part, items.subList(from, from + Math.toIntExact(part.items())), output);
        }
      }
      case Isolation.Step.GiveUp() ->
          output.add(
              new ResultLine.Failed(
                  range.from(),
                  items.getFirst().label(),
                  "its worker died of it %d times; see whether it is far larger than others"
                      .formatted(Isolation.DEATHS_OF_AN_ITEM)));
    }
  }

  private void part(ItemRange part, List<Item> items, Output output)
      throws UnavailableException, IOException, InterruptedException {
    if (!copyPart(part, output)) {
      var file = Files.createTempFile("part", "");
      try {
        try (var out = Files.newOutputStream(file)) {
          answers(part, items, new Output(out, new Tallying(), output.span()));
        }
        journal.keepPart(part, file);
      } finally {
        Files.deleteIfExists(file);
      }
      if (!copyPart(part, output)) {
        throw new IOException(
            "items %d to %d were kept and are gone".formatted(part.from(), part.to()));
      }
    }
  }

  private boolean copyPart(ItemRange part, Output output) throws IOException {
    var kept = journal.part(part);
    if (kept.isEmpty()) {
      return false;
    }
    try (var lines =
        new BufferedReader(new InputStreamReader(kept.get(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(ResultLine.read(line));
      }
    }
    return true;
  }

  private void all(ItemRange range, int mark, List<Item> items, Output output)
      throws UnavailableException, IOException, InterruptedException {
    try {
      var span = output.span();
      new InFlight((number, item) -> run.run(number, item, told(span, number)), turns, done)
          .send(range.from(), items, output::add);
    } catch (UnavailableException | IOException | InterruptedException e) {
      // The worker lives, so these items aren't under suspicion.
      boolean interrupted = Thread.interrupted();
      journal.withdraw(range, mark);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  private static PartSpan told(SliceSpan slice, long number) {
    return PartSpan.begin(slice.ofItem(), "item", Fact.of(FactKeys.TASK_ITEM, number));
  }
}
