package dev.steward.gateway.task;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.TaskTraceparent;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.task.TaskUid;
import dev.steward.gateway.proxy.ByteBudget;
import dev.steward.gateway.proxy.Collected;
import dev.steward.gateway.proxy.OwnAnswers;
import dev.steward.gateway.proxy.OwnRequest;
import dev.steward.tasks.journal.Journal;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /v1/tasks} of each service. Only tasks of that service which were made over HTTP are
 * there; each request has a virtual thread of its own.
 */
public final class TaskApi implements OwnAnswers, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskApi.class);

  private static final String ROOT = "/v1/tasks";
  private static final int MAX_BODY = 1 << 20;
  private static final long BODIES = 16 << 20;

  /** Requests that ask the API server at once. */
  private static final int CALLS = 64;

  /** Tasks of one service that were made over HTTP and are still there. */
  static final int MOST = 64;

  private final TaskBoard board;
  private final OverHttp allowed;
  private final TaskEvents events;
  private final ByteBudget bodies = new ByteBudget(BODIES);
  private final Semaphore calls = new Semaphore(CALLS);

  public TaskApi(TaskBoard board, OverHttp allowed) {
    this.board = board;
    this.allowed = allowed;
    this.events = new TaskEvents(board);
  }

  /** What a request asks for. */
  private sealed interface Asked {
    /** A new task. */
    record New() implements Asked {}

    /** How a task stands. */
    record Standing(String id) implements Asked {}

    /** The same, as it goes. */
    record Events(String id) implements Asked {}

    /** Its results, as which file. */
    record Results(String id, String file) implements Asked {}

    /** Its end. */
    record Removal(String id) implements Asked {}

    /** The path is there, the method isn't. */
    record OtherMethod(String right) implements Asked {}

    /** Nothing that is there. */
    record Nothing() implements Asked {}
  }

  @Override
  public boolean takes(String path) {
    return path.startsWith(ROOT)
        && (path.length() == ROOT.length() || path.charAt(ROOT.length()) == '/');
  }

  @Override
  public void answer(OwnRequest request) {
    var taken = new int[1];
    request.collect(
        MAX_BODY,
        bytes -> {
          var had = bodies.take(bytes);
          taken[0] += had ? bytes : 0;
          return had;
        },
        collected ->
            Thread.startVirtualThread(() -> {
              try {
                answer(request, collected);
              } finally {
                bodies.giveBack(taken[0]);
              }
            }),
        () -> bodies.giveBack(taken[0]));
  }

  private void answer(OwnRequest request, Collected collected) {
    switch (collected) {
      case Collected.TooLarge() ->
          request.refuse(
              ErrorCode.REQUEST_TOO_LARGE,
              "body: larger than the %d bytes of a task; name its inputs by https:// paths"
                  .formatted(MAX_BODY));
      case Collected.NoRoom() ->
          request.refuse(
              ErrorCode.QUEUE_FULL,
              "this gateway has too many tasks' bodies in hand; try again soon");
      case Collected.All(var body) -> {
        try {
          answer(request, asked(request), body);
        } catch (IOException e) {
          LOG.warn("a request for tasks failed: {}", e.getMessage());
          request.refuse(
              ErrorCode.TASKS_UNAVAILABLE, "tasks can't be read or written now; try again soon");
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          request.refuse(ErrorCode.STOPPING, "this gateway is stopping; try again");
        } catch (RuntimeException e) {
          LOG.error("a request for tasks failed", e);
          request.refuse(
              ErrorCode.INTERNAL, "the gateway failed on this request; its log tells why");
        }
      }
    }
  }

  private static Asked asked(OwnRequest request) {
    var parts = request.path().substring(ROOT.length()).split("/", -1);
    var method = request.method();
    if (parts.length == 1) {
      return method.equals("POST") ? new Asked.New() : new Asked.OtherMethod("POST");
    }
    if (parts.length == 2) {
      return switch (method) {
        case "GET" -> new Asked.Standing(parts[1]);
        case "DELETE" -> new Asked.Removal(parts[1]);
        default -> new Asked.OtherMethod("GET or DELETE");
      };
    }
    if (parts.length > 3 || !(parts[2].equals("events") || parts[2].equals("results"))) {
      return new Asked.Nothing();
    }
    if (!method.equals("GET")) {
      return new Asked.OtherMethod("GET");
    }
    return parts[2].equals("events")
        ? new Asked.Events(parts[1])
        : new Asked.Results(parts[1], file(request.query()));
  }

  private static String file(@Nullable String query) {
    return switch (query == null ? "" : query) {
      case "as=text" -> Journal.TEXTS;
      case "as=summary" -> Journal.SUMMARY;
      default -> Journal.RESULTS;
    };
  }

  private void answer(OwnRequest request, Asked asked, byte[] body)
      throws IOException, InterruptedException {
    if (!calls.tryAcquire()) {
      request.refuse(
          ErrorCode.QUEUE_FULL,
          "this gateway has too many requests for tasks in hand; try again soon");
      return;
    }
    Optional<InferenceTask> followed = Optional.empty();
    try {
      switch (asked) {
        case Asked.New() -> make(request, body);
        case Asked.Standing(var id) ->
            found(request, id).ifPresent(task -> show(request, 200, task));
        case Asked.Events(var id) -> followed = found(request, id);
        case Asked.Results(var id, var file) -> {
          var task = found(request, id);
          if (task.isPresent()) {
            results(request, task.get(), file);
          }
        }
        case Asked.Removal(var id) -> {
          var task = found(request, id);
          if (task.isPresent()) {
            board.remove(task.get());
            request.answer(204, HttpFields.EMPTY, new byte[0]);
          }
        }
        case Asked.OtherMethod(var right) ->
            request.refuse(
                ErrorCode.METHOD_NOT_ALLOWED, request.method() + ": not taken here; use " + right);
        case Asked.Nothing() ->
            request.refuse(
                ErrorCode.NOT_FOUND,
                "nothing is at this path; ask /v1/tasks/ID, /v1/tasks/ID/events or"
                    + " /v1/tasks/ID/results");
      }
    } finally {
      calls.release();
    }
    if (followed.isPresent()) {
      events.follow(request, followed.get());
    }
  }

  private Optional<InferenceTask> found(OwnRequest request, String id) throws BoardException {
    var service = request.route().service();
    var task =
        isName(id)
            ? board
                .find(service.namespace(), id)
                .filter(found -> BoardTasks.isOf(found, service))
                .filter(TaskApi::isOverHttp)
            : Optional.<InferenceTask>empty();
    if (task.isEmpty()) {
      request.refuse(
          ErrorCode.NOT_FOUND,
          "there is no such task of %s; one is removed some time after its end"
              .formatted(service.path()));
    }
    return task;
  }

  private static boolean isName(String id) {
    return id.length() <= 54
        && id.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')
        && !id.isEmpty();
  }

  /** The name of a task that this path of a service may lead to. */
  static Optional<String> id(String path) {
    if (!path.startsWith(ROOT + "/")) {
      return Optional.empty();
    }
    var id = path.substring(ROOT.length() + 1).split("/", 2)[0];
    return isName(id) ? Optional.of(id) : Optional.empty();
  }

  static boolean isOverHttp(InferenceTask task) {
    var labels = task.getMetadata().getLabels();
    return labels != null && TaskForm.LABELLED.equals(labels.get(TaskForm.LABEL));
  }

  private void make(OwnRequest request, byte[] body) throws BoardException {
    var form = new TaskForm(request.route().config(), allowed);
    var key = Optional.ofNullable(request.fields().get("Idempotency-Key"));
    switch (form.read(body, key)) {
      case Outcome.Refused<InferenceTask>(var why) -> request.refuse(why.code(), why.message());
      case Outcome.Done<InferenceTask>(var task) -> make(request, task);
    }
  }

  private void make(OwnRequest request, InferenceTask task) throws BoardException {
    var metadata = task.getMetadata();
    if (isFull(task)) {
      request.refuse(
          ErrorCode.QUEUE_FULL,
          "%s has %d tasks made over HTTP; delete those whose results you have"
              .formatted(request.route().service().path(), MOST));
      return;
    }
    request.trace().ifPresent(trace -> TaskTraceparent.put(task, trace.traceparent()));
    switch (board.make(task)) {
      case TaskBoard.Making.Made(var made) -> {
        request.made(TaskUid.of(made.getMetadata().getUid()));
        show(request, 201, made);
      }
      case TaskBoard.Making.Before(var before)
          when isOverHttp(before) && before.getSpec().equals(task.getSpec()) ->
          show(request, 200, before);
      case TaskBoard.Making.Before _ ->
          request.refuse(
              ErrorCode.TASK_CONFLICT,
              "name: there is another task %s; use another name, or another Idempotency-Key"
                  .formatted(metadata.getName()));
      case TaskBoard.Making.Refused(var why) -> request.refuse(ErrorCode.INVALID_REQUEST, why);
    }
  }

  private boolean isFull(InferenceTask wanted) {
    var metadata = wanted.getMetadata();
    return board.seen(metadata.getNamespace(), metadata.getName()).isEmpty()
        && board.seen().stream()
                .filter(task -> task.getMetadata().getNamespace().equals(metadata.getNamespace()))
                .filter(task -> task.getSpec().service().equals(wanted.getSpec().service()))
                .filter(TaskApi::isOverHttp)
                .count()
            >= MOST;
  }

  private static void show(OwnRequest request, int status, InferenceTask task) {
    var fields =
        HttpFields.build()
            .put(HttpHeader.CONTENT_TYPE, "application/json")
            .put(new HttpField("location", ROOT + "/" + task.getMetadata().getName()));
    request.answer(status, fields, TaskView.bytes(task));
  }

  private void results(OwnRequest request, InferenceTask task, String file) throws IOException {
    if (!Passage.hasEnded(task)) {
      request.refuse(
          ErrorCode.NOT_FINISHED, "the task isn't finished; follow /v1/tasks/ID/events to its end");
      return;
    }
    var output = task.getSpec().output();
    if (output != null) {
      request.refuse(
          ErrorCode.NOT_FOUND,
          "output.path: the results are in " + output.path() + "; read them there");
      return;
    }
    try (var place = board.files(task)) {
      var bytes = place.read(file);
      if (bytes.isEmpty()) {
        request.refuse(
            ErrorCode.NOT_FOUND, "the task has no such results; /v1/tasks/ID says how it ended");
        return;
      }
      var type =
          file.equals(Journal.RESULTS)
              ? "application/jsonl"
              : file.equals(Journal.TEXTS) ? "text/plain;charset=utf-8" : "application/json";
      request.answer(200, HttpFields.build().put(HttpHeader.CONTENT_TYPE, type), bytes.get());
    }
  }

  /** Streams of events end; clients come again, elsewhere. */
  @Override
  public void close() {
    events.close();
  }
}
