package dev.steward.gateway.audit;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.task.TaskUid;
import dev.steward.gateway.route.ServiceRoute;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One request's record, and the two ways to its client, which open when the record is durable.
 *
 * <p>Whoever answers does so by {@link #response()} and {@link #callback()} as if there were no
 * record, and reads by {@link #request()}.
 */
public final class Recording {
  /** The field that tells a client the name of its request's record. */
  public static final String FIELD = "x-steward-record";

  private static final Ended CREATED =
      new Ended(
          Ended.Outcome.ANSWERED,
          HttpStatus.CREATED_201,
          Optional.empty(),
          Optional.empty(),
          0,
          0,
          OptionalLong.empty(),
          Duration.ZERO);

  private final Trail trail;
  private final SeenRequest request;
  private final GatedResponse response;
  private final Callback callback;
  private final Consumer<Ended> witness;
  private final long began = System.nanoTime();
  private final List<Trail.OpenRecord> parts = new CopyOnWriteArrayList<>();
  private volatile Trail.@Nullable OpenRecord record;
  private volatile @Nullable ErrorCode refused;
  private volatile Ended.@Nullable Asked asked;
  private volatile Ended.Outcome broken = Ended.Outcome.FAILED;
  private volatile OptionalLong items = OptionalLong.empty();
  private volatile OptionalInt told = OptionalInt.empty();

  /**
   * A request that has just come.
   *
   * @param refusal answers a request whose record can't be written
   * @param witness told how it ended, whether it leaves a record or not
   */
  public Recording(
      Trail trail,
      Request request,
      Response response,
      Callback callback,
      Refusal refusal,
      Consumer<Ended> witness) {
    this.trail = trail;
    this.witness = witness;
    this.request = new SeenRequest(request);
    this.response = new GatedResponse(request, response, this::durable, refusal);
    this.callback = Callback.from(() -> succeeded(callback), why -> failed(callback, why));
  }

  /** Answers a request that may not be answered otherwise. */
  @FunctionalInterface
  public interface Refusal {
    /** Writes a whole answer, and runs the callback. */
    void write(Response response, Callback callback);
  }

  /** Its service is known; to be called once, before anything is answered. */
  public void begin(ServiceRoute route, Begun begun) {
    var open = trail.begin(route, begun);
    open.ifPresent(
        begunRecord -> response.tell(() -> begunRecord.id().map(id -> new HttpField(FIELD, id))));
    var content = open.flatMap(Trail.OpenRecord::content).orElse(null);
    response.shownTo(content);
    request.shownTo(content);
    record = open.orElse(null);
  }

  /** The request, whose body is kept where a policy asks for it. */
  public Request request() {
    return request;
  }

  /**
   * Begins the record of a part of the request. The answer waits for it, too.
   *
   * @return empty where there is no record
   */
  public Optional<Trail.OpenRecord> part(Instant at) {
    var part = Optional.ofNullable(record).flatMap(open -> open.part(at));
    part.ifPresent(parts::add);
    return part;
  }

  /** It made a task, which has a record too. The answer waits for that. */
  public void made(Instant at, TaskUid made) {
    Optional.ofNullable(record)
        .flatMap(open -> open.made(at, made))
        .ifPresent(part -> {
          parts.add(part);
          part.end(CREATED);
        });
  }

  /** The answer is a refusal, in place of any that was begun. */
  public void refused(ErrorCode code) {
    refused = code;
  }

  /** This pod is asked, or several are. */
  public void asks(Ended.Asked pod) {
    asked = pod;
  }

  /** Rows of its batch. */
  public void counted(long rows) {
    items = OptionalLong.of(rows);
  }

  /** The outcome stands after the answer, and means the same as this HTTP status. */
  public void told(int status) {
    told = OptionalInt.of(status);
  }

  /** If the answer breaks off, this is why; unless it is said, something failed. */
  public void breaksBecause(Ended.Outcome why) {
    broken = why;
  }

  /** Whether it is known that nothing may be answered. */
  public boolean isShut() {
    return durable()
        .filter(gate -> gate.toCompletableFuture().isCompletedExceptionally())
        .isPresent();
  }

  /** The way to the client. */
  public Response response() {
    return response;
  }

  /** To be completed when it has been answered. */
  public Callback callback() {
    return callback;
  }

  private Optional<CompletionStage<?>> durable() {
    var open = record;
    if (open == null) {
      return Optional.empty();
    }
    if (parts.isEmpty()) {
      return Optional.of(open.durable());
    }
    return Optional.of(
        CompletableFuture.allOf(
            Stream.concat(Stream.of(open), parts.stream())
                .map(each -> each.durable().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new)));
  }

  private void succeeded(Callback answered) {
    end(Ended.Outcome.of(status(), Optional.ofNullable(refused)));
    answered.succeeded();
  }

  /** Jetty answers in place of who failed before answering, so this waits for the gate, too. */
  private void failed(Callback answered, Throwable why) {
    if (why instanceof Unrecorded) {
      refused = ErrorCode.UNRECORDED;
      broken = Ended.Outcome.DENIED;
    }
    end(broken);
    response.pass(() -> answered.failed(why), () -> answered.failed(why));
  }

  private int status() {
    return told.orElseGet(response::getStatus);
  }

  private void end(Ended.Outcome outcome) {
    var ended =
        new Ended(
            outcome,
            response.isCommitted() ? status() : 0,
            Optional.ofNullable(refused),
            Optional.ofNullable(asked),
            Math.max(0, Request.getContentBytesRead(request)),
            response.bytes(),
            items,
            Duration.ofNanos(System.nanoTime() - began));
    var open = record;
    if (open != null) {
      open.end(ended);
    }
    witness.accept(ended);
  }
}
