package dev.steward.gateway.audit;

import dev.steward.gateway.route.ServiceRoute;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One request's record, and the two ways to its client, which open when the record is durable.
 *
 * <p>Whoever answers does so by {@link #response()} and {@link #callback()} as if there were no
 * record.
 */
public final class Recording {
  /** The field that tells a client the name of its request's record. */
  public static final String FIELD = "x-steward-record";

  private final Trail trail;
  private final GatedResponse response;
  private final Callback callback;
  private final long began = System.nanoTime();
  private final Fields fields;
  private volatile Trail.@Nullable OpenRecord record;

  /** Which fields of an answer tell who computed or refused it. */
  public record Fields(String revision, String error) {}

  /**
   * A request that has just come.
   *
   * @param refusal answers a request whose record can't be written
   */
  public Recording(
      Trail trail,
      Request request,
      Response response,
      Callback callback,
      Fields fields,
      Refusal refusal) {
    this.trail = trail;
    this.fields = fields;
    this.response = new GatedResponse(request, response, this::durable, refusal);
    this.callback = Callback.from(() -> succeeded(callback), why -> failed(callback, why));
  }

  /** Answers a request that may not be answered otherwise. */
  @FunctionalInterface
  public interface Refusal {
    /** Writes a whole answer, and runs the callback. */
    void write(Response response, Callback callback);
  }

  /**
   * Its service is known; to be called once, before anything is answered.
   *
   * @param at when it came
   * @param path below the service's root
   */
  public void begin(ServiceRoute route, Instant at, String path) {
    var open = trail.begin(route, new Begun(at, Operation.of(path)));
    open.ifPresent(begun -> response.tell(new HttpField(FIELD, begun.id())));
    record = open.orElse(null);
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
    return Optional.ofNullable(record).map(Trail.OpenRecord::durable);
  }

  private void succeeded(Callback answered) {
    end(Ended.Outcome.ANSWERED);
    answered.succeeded();
  }

  /** Jetty answers in place of who failed before answering, so this waits for the gate, too. */
  private void failed(Callback answered, Throwable why) {
    end(Ended.Outcome.BROKEN_OFF);
    response.pass(() -> answered.failed(why), () -> answered.failed(why));
  }

  private void end(Ended.Outcome outcome) {
    var open = record;
    if (open != null) {
      var headers = response.getHeaders();
      open.end(
          new Ended(
              outcome,
              response.getStatus(),
              Optional.ofNullable(headers.get(fields.error())),
              Optional.ofNullable(headers.get(fields.revision())),
              response.bytes(),
              Duration.ofNanos(System.nanoTime() - began)));
    }
  }
}
