package dev.steward.tasks.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.task.Aggregate;
import dev.steward.core.task.Aggregation;
import dev.steward.core.task.ItemValue;
import dev.steward.core.task.TaskDescription;
import dev.steward.core.task.TaskState;
import dev.steward.tasks.call.ItemCall;
import dev.steward.tasks.journal.Journal;
import dev.steward.tasks.journal.JournalJson;
import dev.steward.tasks.journal.ResultLine;
import dev.steward.tasks.journal.Tallying;
import dev.steward.tasks.journal.TaskPlan;
import dev.steward.tasks.trace.TaskTraces;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Puts the slices' answers together, in input order, when all of them are there. The same answers
 * give the same bytes, so that it may run twice.
 */
public final class Collecting {

  private final Journal journal;
  private final TaskDescription task;
  private final ItemCall call;
  private final TaskTraces traces;

  /**
   * For a task.
   *
   * @param traces what is told of it; this is its end
   */
  public Collecting(Journal journal, TaskDescription task, TaskTraces traces) {
    this.journal = journal;
    this.task = task;
    this.traces = traces;
    this.call = ItemCall.of(task.kind(), task.model());
  }

  /**
   * Writes results and summary.
   *
   * @return what came of the task; or why the answers can't be aggregated, in which case they are
   *     kept all the same
   * @throws IOException also when an item has no answer, or two
   */
  public Checked<Collected> collect(TaskPlan plan) throws IOException {
    try (var span = traces.step(plan.trace(), "collect")) {
      var pass = new Pass(new Aggregation(task.aggregate()));
      var collected = collect(plan, pass);
      span.done();
      ended(plan, pass);
      return collected;
    }
  }

  private void ended(TaskPlan plan, Pass pass) {
    var tally = pass.tallying.tally();
    boolean failed =
        pass.problem.isPresent()
            || TaskState.of(plan.slices().items(), tally, task.maxFailedItems())
                instanceof TaskState.Failed;
    if (failed) {
      traces.failed(plan, tally);
    } else {
      traces.complete(plan, tally);
    }
  }

  private Checked<Collected> collect(TaskPlan plan, Pass pass) throws IOException {
    var results = Files.createTempFile("results", ".jsonl");
    var texts = Files.createTempFile("results", ".txt");
    try {
      try (var out = new DigestOutputStream(Files.newOutputStream(results), sha256());
          var text = Files.newOutputStream(texts)) {
        for (int slice = 0; slice < plan.slices().count(); slice++) {
          pass.slice(slice, out, text);
        }
        pass.digest = HexFormat.of().formatHex(out.getMessageDigest().digest());
      }
      return kept(plan, pass, results, texts);
    } finally {
      Files.deleteIfExists(results);
      Files.deleteIfExists(texts);
    }
  }

  private Checked<Collected> kept(TaskPlan plan, Pass pass, Path results, Path texts)
      throws IOException {
    if (pass.next != plan.slices().items()) {
      throw new IOException(
          "%d of %d items have results".formatted(pass.next, plan.slices().items()));
    }
    var place = journal.place();
    place.create(Journal.RESULTS, results);
    if (pass.hasTexts) {
      place.create(Journal.TEXTS, texts);
    }
    var collected =
        new Collected(
            pass.tallying.tally(),
            place.text(Journal.RESULTS),
            pass.digest,
            pass.aggregation.result());
    place.create(Journal.SUMMARY, JournalJson.bytes(summary(collected, pass.problem)));
    return pass.problem
        .<Checked<Collected>>map(Checked.Invalid::new)
        .orElseGet(() -> Checked.valid(collected));
  }

  private ObjectNode summary(Collected collected, Optional<Violation> problem) {
    var summary =
        JournalJson.object()
            .put("task", task.name())
            .put("items", collected.tally().done())
            .put("failed", collected.tally().failed())
            .put("results", collected.path())
            .put("sha256", collected.sha256())
            .put("aggregate", task.aggregate().text());
    if (problem.isPresent()) {
      summary.put("problem", problem.get().message());
    } else {
      switch (collected.aggregate()) {
        case Aggregation.Result.Listed() -> {}
        case Aggregation.Result.Numbers(var values) -> {
          var numbers = summary.putArray("result");
          values.forEach(numbers::add);
        }
        case Aggregation.Result.Winner(var choice, var votes, var of) ->
            summary.putObject("result").put("choice", choice).put("votes", votes).put("of", of);
      }
    }
    summary.set("failures", JournalJson.node(collected.tally()).get("failures"));
    return summary;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** One pass over all answers. */
  private final class Pass {
    private final Aggregation aggregation;
    private final Tallying tallying = new Tallying();
    private Optional<Violation> problem = Optional.empty();
    private String digest = "";
    private boolean hasTexts;
    private long next;

    private Pass(Aggregation aggregation) {
      this.aggregation = aggregation;
    }

    private void slice(int slice, OutputStream results, OutputStream texts) throws IOException {
      try (var answers = journal.answers(slice)) {
        for (var line = answers.readLine(); line != null; line = answers.readLine()) {
          results.write((line + "\n").getBytes(StandardCharsets.UTF_8));
          add(ResultLine.read(line), texts);
        }
      }
    }

    private void add(ResultLine line, OutputStream texts) throws IOException {
      if (line.item() != next) {
        throw new IOException("item %d stands where %d should".formatted(line.item(), next));
      }
      next++;
      tallying.add(line);
      if (line instanceof ResultLine.Answered(var _, var input, var output)) {
        var value = call.value(output);
        if (problem.isEmpty()) {
          problem = aggregation.add(input, value);
        }
        if (task.aggregate() == Aggregate.CONCAT && value instanceof ItemValue.Text(var text)) {
          hasTexts = true;
          texts.write(
              "== %s\n%s\n\n".formatted(input, text.strip()).getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }
}
