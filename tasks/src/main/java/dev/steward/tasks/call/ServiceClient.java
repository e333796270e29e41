package dev.steward.tasks.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.core.task.TaskUid;
import dev.steward.tasks.journal.JournalJson;
import dev.steward.tasks.trace.PartSpan;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.TraceContext;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Sends items to a service's address, below the priority of people who wait. */
public final class ServiceClient implements AutoCloseable {

  /** Tells a gateway that somebody else may go first. */
  public static final String PRIORITY = "x-steward-priority";

  /** Names the model where the body can't, to a gateway's shared port. */
  static final String MODEL = "x-steward-model";

  /** Names the task, for the records that gateways keep. */
  static final String TASK = "x-steward-task";

  /** The largest answer taken. */
  public static final int MAX_ANSWER = 64 << 20;

  private static final int MAX_REASON = 300;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Set<Integer> FULL = Set.of(429, 503);
  private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

  private final URI base;
  private final String model;
  private final Optional<TaskUid> task;
  private final Patience patience;
  private final int largestAnswer;
  private final InstantSource clock;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  /**
   * A client.
   *
   * @param base the service's address, such as {@code http://ocr.team-a.svc}
   * @param model as its clients call it
   * @param task whose items they are; empty: no InferenceTask of a cluster's
   */
  public ServiceClient(
      URI base, String model, Optional<TaskUid> task, Patience patience, InstantSource clock) {
    this(base, model, task, patience, MAX_ANSWER, clock);
  }

  /**
   * For a process with little memory.
   *
   * @param largestAnswer in bytes; a larger one is the item's fault
   */
  public ServiceClient(
      URI base,
      String model,
      Optional<TaskUid> task,
      Patience patience,
      int largestAnswer,
      InstantSource clock) {
    this.largestAnswer = largestAnswer;
    this.model = model;
    this.task = task;
    this.base = URI.create(base.toString().replaceFirst("/+$", ""));
    this.patience = patience;
    this.clock = clock;
  }

  /** What came of one try. */
  private sealed interface Try {
    record Ended(Reply reply) implements Try {}

    record Absent(String problem, Optional<Duration> after) implements Try {}

    record Broken(Reply.Fault fault) implements Try {}
  }

  /**
   * Sends one item, again where that may help.
   *
   * @param span of the item: is told of each attempt, below which the service goes on
   * @throws UnavailableException when the service isn't to be had
   */
  public Reply send(ItemCall.Prepared.Ready item, RequestSpan span)
      throws UnavailableException, InterruptedException {
    var until = clock.instant().plus(patience.absence());
    int broken = 0;
    for (int tries = 0; ; tries++) {
      var pause = backOff(tries);
      switch (attempt(item, span, tries + 1)) {
        case Try.Ended(var reply) -> {
          return reply;
        }
        case Try.Broken(var fault) -> {
          if (++broken == patience.breaks()) {
            return fault;
          }
        }
        case Try.Absent(var problem, var after) -> {
          pause = after.orElse(pause);
          giveUpAfter(until, pause, problem);
        }
      }
      Thread.sleep(pause);
    }
  }

  private void giveUpAfter(Instant until, Duration pause, String problem)
      throws UnavailableException {
    if (clock.instant().plus(pause).isAfter(until)) {
      throw new UnavailableException(
          "%s takes nothing for %d s: %s".formatted(base, patience.absence().toSeconds(), problem));
    }
  }

  private Try attempt(ItemCall.Prepared.Ready item, RequestSpan span, int number)
      throws InterruptedException {
    try (var told = PartSpan.begin(span, "attempt", Fact.of(FactKeys.ATTEMPT, number))) {
      var result = attempt(item, told.span());
      switch (result) {
        case Try.Ended(Reply.Answer _) -> told.done();
        case Try.Ended(Reply.Fault _) -> told.failed("refused");
        case Try.Absent _ -> told.failed("unavailable");
        case Try.Broken _ -> told.failed("broken");
      }
      return result;
    }
  }

  private Try attempt(ItemCall.Prepared.Ready item, RequestSpan span) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(base + item.path()))
            .timeout(patience.answer())
            .header("content-type", item.contentType())
            .header(PRIORITY, "low")
            .header(MODEL, model)
            .POST(HttpRequest.BodyPublishers.ofByteArray(item.body()));
    task.ifPresent(uid -> request.header(TASK, uid.toString()));
    span.handOn().ifPresent(trace -> request.header(TraceContext.TRACEPARENT, trace.traceparent()));
    try {
      var response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (var in = response.body()) {
        var body = in.readNBytes(largestAnswer + 1);
        span.add(Fact.of(FactKeys.HTTP_STATUS, response.statusCode()));
        return judged(response, body);
      }
    } catch (ConnectException e) {
      return new Try.Absent("no connection", Optional.empty());
    } catch (IOException e) {
      return new Try.Broken(
          new Reply.Fault(0, "the connection broke each time; see the service's pods"));
    }
  }

  private Try judged(HttpResponse<?> response, byte[] body) {
    int status = response.statusCode();
    if (status == 200) {
      return new Try.Ended(
          body.length > largestAnswer
              ? new Reply.Fault(200, "the answer has more than %d bytes".formatted(largestAnswer))
              : new Reply.Answer(body));
    }
    var fault = new Reply.Fault(status, "the service answers %d%s".formatted(status, told(body)));
    if (FULL.contains(status)) {
      return new Try.Absent(fault.reason(), retryAfter(response));
    }
    return status >= 500 || status == 408 ? new Try.Broken(fault) : new Try.Ended(fault);
  }

  /** The message of an error in OpenAI's or the Open Inference Protocol's shape. */
  private static String told(byte[] body) {
    try {
      var error = JournalJson.read(body).path("error");
      return Optional.of(error.isTextual() ? error : error.path("message"))
          .filter(JsonNode::isTextual)
          .map(JsonNode::asText)
          .map(text -> ": " + (text.length() > MAX_REASON ? text.substring(0, MAX_REASON) : text))
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("retry-after")
        .filter(text -> SECONDS.matcher(text).matches())
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .map(this::atMostLongest);
  }

  /** The random half keeps a crowd of items from coming back at once. */
  private Duration backOff(int tries) {
    long most =
        atMostLongest(patience.firstPause().multipliedBy(1L << Math.min(tries, 16))).toMillis();
    return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }

  private Duration atMostLongest(Duration pause) {
    return pause.compareTo(patience.longestPause()) < 0 ? pause : patience.longestPause();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
