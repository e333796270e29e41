package dev.steward.tasks.journal;

import dev.steward.core.task.ItemRange;
import dev.steward.core.task.Tally;
import dev.steward.store.write.Created;
import dev.steward.store.write.OutputPlace;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One task's keeping place, by what is kept rather than by names. */
public final class Journal {

  /** The items' answers. */
  public static final String RESULTS = "results.jsonl";

  /** The items' texts, for a person. */
  public static final String TEXTS = "results.txt";

  /** What came of the task. */
  public static final String SUMMARY = "summary.json";

  private static final String HOME = ".task/";
  private static final String PLAN = HOME + "plan.json";
  private static final String SLICES = HOME + "slices";
  private static final String TALLIES = HOME + "tallies";

  private final OutputPlace place;

  public Journal(OutputPlace place) {
    this.place = place;
  }

  /** The place itself, for results. */
  public OutputPlace place() {
    return place;
  }

  /** The plan; empty before there is one. */
  public Optional<TaskPlan> plan() throws IOException {
    var kept = place.read(PLAN);
    return kept.isEmpty() ? Optional.empty() : Optional.of(JournalJson.plan(kept.get()));
  }

  /**
   * Keeps a plan, whose items are kept already, unless there is one.
   *
   * @return the plan that holds from now on
   * @throws IOException also when the place would have replaced it
   */
  public TaskPlan keep(TaskPlan plan) throws IOException {
    var bytes = JournalJson.bytes(plan);
    var first = place.create(PLAN, bytes);
    var second = place.create(PLAN, bytes);
    if (first == Created.NOW && second == Created.NOW) {
      throw new IOException(
          place.text(PLAN)
              + " was written twice: this place doesn't keep If-None-Match, so results could be"
              + " replaced; use another");
    }
    return plan().orElseThrow(() -> new FileNotFoundException(place.text(PLAN)));
  }

  /** Keeps the items of a slice. */
  public void keepItems(String planId, int slice, List<Item> items) throws IOException {
    var lines =
        items.stream()
            .map(item -> new String(JournalJson.bytes(item), StandardCharsets.UTF_8))
            .collect(Collectors.joining("\n"));
    place.create(inputs(planId, slice), lines.getBytes(StandardCharsets.UTF_8));
  }

  /** The items of a slice. */
  public List<Item> items(TaskPlan plan, int slice) throws IOException {
    var items = new ArrayList<Item>();
    try (var lines = lines(inputs(plan.id(), slice))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        items.add(JournalJson.item(line));
      }
    }
    if (items.size() != plan.slices().range(slice).items()) {
      throw new IOException(place.text(inputs(plan.id(), slice)) + " isn't whole");
    }
    return items;
  }

  /** The slices that have results. */
  public List<Integer> finished() throws IOException {
    return place.list(SLICES).stream().map(Integer::valueOf).toList();
  }

  /** Whether a slice has its result. */
  public boolean isFinished(int slice) throws IOException {
    try (var kept = place.open(slice(slice)).orElseGet(InputStream::nullInputStream)) {
      return kept.read() >= 0;
    }
  }

  /** A slice's answers, one a line, in order. */
  public BufferedReader answers(int slice) throws IOException {
    return lines(slice(slice));
  }

  /** Keeps a slice's result, unless there is one. */
  public Created finish(int slice, Path answers, Tally tally) throws IOException {
    var created = place.create(slice(slice), answers);
    if (created == Created.NOW) {
      place.create(tallyName(slice), JournalJson.bytes(tally));
    }
    return created;
  }

  /** What became of a finished slice's items. */
  public Tally tally(int slice) throws IOException {
    var kept = place.read(tallyName(slice));
    if (kept.isPresent()) {
      return JournalJson.tally(kept.get());
    }
    // Its worker died between the result and the tally.
    try (var answers = answers(slice)) {
      var tally = Tallying.of(answers);
      place.create(tallyName(slice), JournalJson.bytes(tally));
      return tally;
    }
  }

  /** The answers of a part of a slice; empty where it has none. */
  public Optional<InputStream> part(ItemRange range) throws IOException {
    return place.open(part(range.from(), range.to()));
  }

  /** Keeps the answers of a part, unless there are some. */
  public void keepPart(ItemRange range, Path answers) throws IOException {
    place.create(part(range.from(), range.to()), answers);
  }

  /**
   * Notes that a worker begins these items.
   *
   * @param most beginnings that are told apart
   * @return how often that was noted before, at most {@code most}
   */
  public int begin(ItemRange range, int most) throws IOException {
    int before = 0;
    while (before < most
        && place.create(mark(range, before + 1), new byte[] {'\n'}) == Created.BEFORE) {
      before++;
    }
    return before;
  }

  /** Takes back the note that was the {@code number}th: nobody died of these items. */
  public void withdraw(ItemRange range, int number) throws IOException {
    place.delete(mark(range, number));
  }

  /**
   * Forgets how the task was done, when it has ended for good: what stays is its results. Begun
   * again after that, it would begin anew.
   */
  public void forgetWork() throws IOException {
    var plan = plan();
    if (plan.isPresent()) {
      for (var folder :
          List.of(
              SLICES,
              TALLIES,
              HOME + "begun",
              HOME + "parts",
              HOME + "inputs-" + plan.get().id())) {
        for (var name : place.list(folder)) {
          place.delete(folder + "/" + name);
        }
      }
      place.delete(PLAN);
    }
  }

  private static String mark(ItemRange range, int number) {
    return "%sbegun/%d-%d.%d".formatted(HOME, range.from(), range.to(), number);
  }

  private BufferedReader lines(String name) throws IOException {
    var in = place.open(name).orElseThrow(() -> new FileNotFoundException(place.text(name)));
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
  }

  private static String inputs(String planId, int slice) {
    return "%sinputs-%s/%05d".formatted(HOME, planId, slice);
  }

  private static String slice(int slice) {
    return "%s/%05d".formatted(SLICES, slice);
  }

  private static String tallyName(int slice) {
    return "%s/%05d".formatted(TALLIES, slice);
  }

  private static String part(long from, long to) {
    return HOME + "parts/" + from + "-" + to;
  }
}
