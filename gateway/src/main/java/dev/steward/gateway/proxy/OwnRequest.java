package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.task.TaskUid;
import dev.steward.gateway.audit.Ended;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.TraceContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A request to a service that this gateway answers itself. It is in hand, and no part of the
 * service's load. It is answered once: with a body, a refusal or a stream of events.
 */
public final class OwnRequest {
  private static final byte[] COMMENT = ": \n\n".getBytes(StandardCharsets.UTF_8);

  private final Carrier carrier;
  private final ServiceRoute route;
  private final ClientCall call;
  private final String path;
  private final Runnable whenDone;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile ClientBody body;

  OwnRequest(
      Carrier carrier,
      ServiceRoute route,
      ClientCall call,
      ClientBody body,
      String path,
      Runnable whenDone) {
    this.carrier = carrier;
    this.route = route;
    this.call = call;
    this.body = body;
    this.path = path;
    this.whenDone = whenDone;
  }

  /** Whose request it is. */
  public ServiceRoute route() {
    return route;
  }

  /** The request's method. */
  public String method() {
    return call.request().getMethod();
  }

  /** Below the service's root, without query. */
  public String path() {
    return path;
  }

  /** What stands after the question mark; null where there is none. */
  public @Nullable String query() {
    return call.request().getHttpURI().getQuery();
  }

  /** What stands in the request's head. */
  public HttpFields fields() {
    return call.request().getHeaders();
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
            System.nanoTime() + carrier.limits().peekTime().toNanos(),
            room,
            outcome -> {
              switch (outcome) {
                case BodyCollection.Outcome.Ended(var collected, var again) -> {
                  if (!(collected instanceof Collected.All)) {
                    body = again;
                  }
                  then.accept(collected);
                }
                case BodyCollection.Outcome.Refused(var code, var message) -> {
                  otherwise.run();
                  refuse(code, message);
                }
                case BodyCollection.Outcome.Gone(var why) -> {
                  otherwise.run();
                  if (end()) {
                    call.breakOff(why, Ended.Outcome.CLIENT_LEFT);
                  }
                }
              }
            })
        .read();
  }

  /** Where it stands in a trace, for what goes on with it; empty where nobody is told. */
  public Optional<TraceContext> trace() {
    return call.span().handOn();
  }

  /** It made a task: its record leads to those of the task's items. Before it is answered. */
  public void made(TaskUid task) {
    call.span().add(Fact.of(FactKeys.TASK, task.toString()));
    call.recording().made(carrier.clock().instant(), task);
  }

  /** Answers with an error, in the shape of the client's protocol. */
  public void refuse(ErrorCode code, String message) {
    if (end()) {
      call.refuse(code, message, body);
    }
  }

  /** Answers; its body must have been read. */
  public void answer(int status, HttpFields fields, byte[] bytes) {
    if (end()) {
      var to = call.response();
      to.setStatus(status);
      fields.forEach(field -> to.getHeaders().put(field));
      if (bytes.length > 0) {
        to.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
      }
      to.write(true, ByteBuffer.wrap(bytes), call.callback());
    }
  }

  /**
   * Answers with a stream of events, whose writer may block; its body must have been read.
   *
   * @param gone run at most once, if the client leaves
   */
  public Stream stream(Runnable gone) {
    call.request().addIdleTimeoutListener(timeout -> false);
    call.request().addFailureListener(failure -> gone.run());
    call.watch(gone);
    var to = call.response();
    to.setStatus(200);
    to.getHeaders().put(HttpHeader.CONTENT_TYPE, Comments.EVENT_STREAM);
    to.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    return new Stream(gone);
  }

  private boolean end() {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    whenDone.run();
    return true;
  }

  /** Events to a client, from one thread. */
  public final class Stream implements AutoCloseable {
    private final Runnable gone;

    private Stream(Runnable gone) {
      this.gone = gone;
    }

    /** Sends an event, and waits until the connection has taken it. */
    public void event(String name, byte[] data) throws IOException {
      write(false, Events.of(name, data));
    }

    /** Sends what clients skip, so that nothing on the way takes the silence for death. */
    public void comment() throws IOException {
      write(false, ByteBuffer.wrap(COMMENT));
    }

    private void write(boolean last, ByteBuffer bytes) throws IOException {
      try (var blocker = Blocker.callback()) {
        call.response().write(last, bytes, blocker);
        blocker.block();
      }
    }

    @Override
    public void close() {
      if (end()) {
        call.unwatch(gone);
        call.response()
            .write(
                true,
                ByteBuffer.allocate(0),
                Callback.from(
                    call.callback()::succeeded,
                    why -> call.breakOff(why, Ended.Outcome.CLIENT_LEFT)));
      }
    }
  }
}
