package dev.steward.tasks.trace;

import dev.steward.core.task.Tally;
import dev.steward.core.task.TaskUid;
import dev.steward.tasks.journal.TaskPlan;
import dev.steward.tasks.journal.TaskTrace;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.Incoming;
import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.RequestSpan.Verdict;
import dev.steward.tracing.TraceContext;
import dev.steward.tracing.Tracing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What one process tells of a task. */
public final class TaskTraces {

  /** Nobody is told. */
  public static final TaskTraces OFF =
      new TaskTraces(Tracing.off(), Optional.empty(), Optional.empty());

  /** Slices of a task that are told of, those with the lowest numbers. */
  static final int MOST_SLICES = 256;

  /** Items that are told of, shared between those slices; each has one. */
  static final int MOST_ITEMS = 1024;

  private static final String FAILED = "failed";
  private static final String REFUSED = "refused";

  private final Tracing tracing;
  private final Begun begun;

  /**
   * @param uid of the InferenceTask, if it is one of a cluster's
   * @param caller whose trace the task is to go on with
   */
  public TaskTraces(Tracing tracing, Optional<TaskUid> uid, Optional<TraceContext> caller) {
    this.tracing = tracing;
    this.begun = new Begun(uid, caller);
  }

  /** A task as it begins. */
  private record Begun(Optional<TaskUid> uid, Optional<TraceContext> caller) implements Incoming {
    @Override
    public String name() {
      return "task";
    }

    @Override
    public List<String> field(String name) {
      return caller
          .flatMap(context ->
              switch (name) {
                case TraceContext.TRACEPARENT -> Optional.of(context.traceparent());
                case TraceContext.TRACESTATE -> context.tracestate();
                default -> Optional.empty();
              })
          .stream()
          .toList();
    }

    @Override
    public List<Fact> facts() {
      return uid.map(id -> Fact.of(FactKeys.TASK, id.toString())).stream().toList();
    }
  }

  /** The place of a task that begins now; empty where nobody is told. */
  public Optional<TaskTrace> begin(Instant now) {
    return tracing.begin(begun).handOn().map(context -> new TaskTrace(context.traceparent(), now));
  }

  /** A step of a task begins, such as its planning. */
  public PartSpan step(Optional<TaskTrace> trace, String name) {
    return PartSpan.begin(within(trace), name);
  }

  /** A worker takes a slice up. */
  public SliceSpan slice(TaskPlan plan, int index) {
    var whole = index < MOST_SLICES ? within(plan.trace()) : RequestSpan.none();
    int told = Math.min(plan.slices().count(), MOST_SLICES);
    return new SliceSpan(
        PartSpan.begin(whole, "slice", Fact.of(FactKeys.TASK_SLICE, index)),
        Math.min(MOST_ITEMS / told, RequestSpan.MOST_PARTS));
  }

  private RequestSpan within(Optional<TaskTrace> trace) {
    return trace.map(begun -> tracing.within(place(begun))).orElseGet(RequestSpan::none);
  }

  private static TraceContext place(TaskTrace trace) {
    return new TraceContext(trace.traceparent(), Optional.empty());
  }

  /** It has ended with results, of all its items. */
  public void complete(TaskPlan plan, Tally tally) {
    whole(plan.trace())
        .ifPresent(span -> {
          counted(span, plan, tally);
          span.end(Verdict.UNSET);
        });
  }

  /** It has ended without, after so many items. */
  public void failed(TaskPlan plan, Tally tally) {
    whole(plan.trace())
        .ifPresent(span -> {
          counted(span, plan, tally);
          span.add(Fact.of(FactKeys.ERROR, FAILED));
          span.end(Verdict.ERROR);
        });
  }

  /** It can't be done at all. */
  public void refused(Optional<TaskTrace> trace) {
    whole(trace)
        .ifPresent(span -> {
          span.add(Fact.of(FactKeys.ERROR, REFUSED));
          span.end(Verdict.ERROR);
        });
  }

  private Optional<RequestSpan> whole(Optional<TaskTrace> trace) {
    return trace.map(begin -> tracing.resume(place(begin), begun, begin.begun()));
  }

  private static void counted(RequestSpan span, TaskPlan plan, Tally tally) {
    span.add(Fact.of(FactKeys.TASK_SLICES, plan.slices().count()));
    span.add(Fact.of(FactKeys.TASK_ITEMS, tally.done()));
    span.add(Fact.of(FactKeys.TASK_FAILED, tally.failed()));
  }
}
