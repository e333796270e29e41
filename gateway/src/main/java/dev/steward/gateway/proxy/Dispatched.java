package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.gateway.audit.Ended;
import dev.steward.gateway.audit.Trail;
import dev.steward.gateway.balance.ServiceLoad;
import dev.steward.gateway.trace.HandedOn;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.RequestSpan;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Callback;

/**
 * A request whose service is known, for whoever carries it in another way than to one pod and back.
 * It is answered once: passed on, answered, refused, or let go because its client has left.
 */
public final class Dispatched {
  private final Carrier carrier;
  private final ServiceLoad service;
  private final Supplier<Optional<ServiceLoad>> now;
  private final ClientCall call;
  private final String target;
  private final Runnable whenDone;
  private final Ending ending;
  private final ClientBody unread;
  private volatile long begin;
  private volatile ClientBody body;

  /**
   * A request that was just taken in.
   *
   * @param now the service as it is when somebody asks; empty once it is gone
   * @param target path and query for the pod
   * @param whenDone run once when nothing of it is left in hand
   */
  Dispatched(
      Carrier carrier,
      ServiceLoad service,
      Supplier<Optional<ServiceLoad>> now,
      ClientCall call,
      ClientBody body,
      String target,
      Runnable whenDone) {
    this.carrier = carrier;
    this.service = service;
    this.now = now;
    this.call = call;
    this.unread = body;
    this.body = body;
    this.target = target;
    this.whenDone = whenDone;
    this.ending = new Ending(carrier, call, whenDone);
    this.begin = ending.arrival();
  }

  /** Whose request it is, with its pods as they are now. */
  public ServiceLoad service() {
    return now.get().orElse(service);
  }

  /** The request's method. */
  public String method() {
    return call.request().getMethod();
  }

  /** Path and query, as the pod is to get them. */
  public String target() {
    return target;
  }

  /** What stands in the request's head. */
  public HttpFields fields() {
    return call.request().getHeaders();
  }

  /** The length of its body in bytes; -1 if the client didn't say. */
  public long length() {
    return body.length();
  }

  /** {@link System#nanoTime()} at which it must be answered. */
  public long deadlineNanos() {
    return begin + service.route().config().timeout().toNanos();
  }

  /** Pods that it may be sent to at most. */
  public int tries() {
    return carrier.limits().tries();
  }

  /** Who is told of what happens. */
  public Traffic traffic() {
    return carrier.traffic();
  }

  /** Rows of its batch, which several pods of a revision compute. */
  public void isCut(long rows, String revision) {
    call.recording().counted(rows);
    call.recording().asks(new Ended.Asked(revision, Optional.empty()));
  }

  /** Begins the record of a part of it; empty where it leaves none itself. */
  public Optional<Trail.OpenRecord> recordPart() {
    return call.recording().part(carrier.clock().instant());
  }

  /**
   * A part of it is sent to a pod; whoever sends it tells how that ends. A part that is sent twice
   * is told twice.
   *
   * @param index of the part in its batch, from 0
   */
  public RequestSpan beginPart(int index, Traffic.Run why) {
    return call.span()
        .begin(
            "part",
            List.of(
                Fact.of(FactKeys.PART, index),
                Fact.of(FactKeys.PART_RUN, why.name().toLowerCase(Locale.ROOT))));
  }

  /**
   * Fields for a pod that gets another body than the client's.
   *
   * @param part below which it goes on with the trace
   */
  public void fieldsForPart(RequestSpan part, HttpFields.Mutable to) {
    Headers.toPod(fields(), to, call, service.route().config().obligations());
    HandedOn.put(part, to);
    to.remove(HttpHeader.CONTENT_LENGTH);
    to.remove(HttpHeader.TRAILER);
    // An answer that is put together must be readable.
    to.put(HttpHeader.ACCEPT_ENCODING, "identity");
  }

  /**
   * Reads the body. If the client's side fails meanwhile, the request ends by itself.
   *
   * @param most bytes that are wanted at most
   * @param room takes room for so many bytes more, if there is
   * @param then called once, unless the client's side fails
   * @param otherwise called once if it does
   */
  public void collect(int most, IntPredicate room, Consumer<Collected> then, Runnable otherwise) {
    new BodyCollection(
            call,
            body,
            carrier.limits(),
            most,
            deadlineNanos(),
            room,
            outcome -> {
              switch (outcome) {
                case BodyCollection.Outcome.Ended(var collected, var again) -> {
                  body = again;
                  then.accept(collected);
                }
                case BodyCollection.Outcome.Refused(var code, var message) -> {
                  otherwise.run();
                  refuse(code, message);
                }
                case BodyCollection.Outcome.Gone(var why) -> {
                  otherwise.run();
                  letGo(why);
                }
              }
            })
        .read();
  }

  /**
   * Sends it to one pod as it is, by the usual way.
   *
   * @param rows of its batch, where they were counted: the pod's speed is measured by them
   */
  public void passOn(OptionalInt rows) {
    rows.ifPresent(count -> call.recording().counted(count));
    new Exchange(carrier, service(), now, call, body, target, rows, whenDone).start();
  }

  /**
   * Waits until there is a pod for it, as its service's hold says; if none comes in time, it is
   * refused. The timeout counts from then on.
   *
   * @param then run once when there is one: whoever called goes on with the request
   * @param otherwise run once if the request ended in the meantime
   */
  public void whenPlaced(Runnable then, Runnable otherwise) {
    new Exchange(
            carrier,
            service(),
            now,
            call,
            body,
            target,
            OptionalInt.empty(),
            () -> {
              otherwise.run();
              whenDone.run();
            })
        .startFor(() -> {
          begin = System.nanoTime();
          then.run();
        });
  }

  /**
   * From now on its client is watched; its body must have been read.
   *
   * @param gone run at most once, if the client leaves before it is answered
   */
  public void watch(Consumer<Throwable> gone) {
    // A pod that computes for longer than the idle time isn't idle; the deadline is what bounds it.
    call.request().addIdleTimeoutListener(timeout -> false);
    call.request().addFailureListener(gone);
    ending.watch(() -> gone.accept(new Abort("the client left")));
  }

  /** Its client has left: the connection ends. */
  public void letGo(Throwable why) {
    if (end(Optional.empty(), Traffic.CLIENT_LEFT)) {
      call.breakOff(why, Ended.Outcome.CLIENT_LEFT);
    }
  }

  /** Answers with an error, in the shape of the client's protocol. */
  public void refuse(ErrorCode code, String message) {
    if (end(Optional.empty(), code.httpStatus())) {
      call.refuse(code, message, unread);
    }
  }

  /**
   * Answers.
   *
   * @param revision who computed it
   * @param fields besides those that every answer has
   * @param bytes the whole body
   */
  public void answer(int status, String revision, HttpFields fields, byte[] bytes) {
    var to = call.response();
    to.setStatus(status);
    Headers.toClient(fields, to.getHeaders());
    to.getHeaders().put(Headers.REVISION, revision);
    to.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    to.write(
        true,
        ByteBuffer.wrap(bytes),
        Callback.from(
            () -> {
              if (end(Optional.of(revision), status)) {
                call.callback().succeeded();
              }
            },
            failure -> letGo(failure)));
  }

  /** Whether it hasn't ended before. */
  private boolean end(Optional<String> revision, int status) {
    return ending.end(service, revision, status, body);
  }
}
