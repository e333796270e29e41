package dev.steward.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.tracing.TraceContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The tasks of one service, at its address. */
public final class RemoteTasks implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MAX_ERROR = 64 << 10;
  private static final String EVENT = "event: ";
  private static final String DATA = "data: ";
  private static final Set<String> ENDS = Set.of("complete", "failed", "removed");

  /** Connections that may fail one after the other before the gateways are given up. */
  private static final int TRIES = 60;

  private final String base;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  /** A gateway's own words, why it doesn't do what it was asked for. */
  public static final class RemoteException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private RemoteException(String message) {
      super(message);
    }
  }

  /** Tasks at {@code http://HOST[:PORT]}, or that with {@code /NAMESPACE/NAME}. */
  public RemoteTasks(URI service) {
    base = service.toString().replaceFirst("/+$", "") + "/v1/tasks";
  }

  /** Makes the task under its own name; the same again is the same task. */
  public JsonNode submit(InferenceTask task, Optional<TraceContext> caller)
      throws IOException, InterruptedException {
    ObjectNode form = JSON.valueToTree(task.getSpec());
    form.put("name", task.getMetadata().getName());
    var request =
        HttpRequest.newBuilder(URI.create(base))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(form.toString()));
    caller.ifPresent(trace -> request.header(TraceContext.TRACEPARENT, trace.traceparent()));
    return JSON.readTree(ask(request));
  }

  /** How a task stands. */
  public JsonNode standing(String id) throws IOException, InterruptedException {
    return JSON.readTree(ask(HttpRequest.newBuilder(at(id))));
  }

  /** A finished task's results, which the caller closes. */
  public InputStream results(String id, Optional<String> as)
      throws IOException, InterruptedException {
    var query = as.map(form -> "?as=" + form).orElse("");
    return ask(HttpRequest.newBuilder(at(id + "/results" + query)));
  }

  /**
   * Follows a task to its end; whichever gateway tells of it, and when one of them goes, another.
   *
   * @param shown given each state, the last one too
   * @return the last one
   */
  public JsonNode follow(String id, Consumer<JsonNode> shown)
      throws IOException, InterruptedException {
    for (int failures = 0; ; failures++) {
      try {
        var end = events(id, shown);
        if (end.isPresent()) {
          return end.get();
        }
        failures = 0;
      } catch (RemoteException e) {
        throw e;
      } catch (IOException | UncheckedIOException e) {
        if (failures == TRIES) {
          throw new IOException("no gateway answers: " + e.getMessage(), e);
        }
      }
      Thread.sleep(PAUSE);
    }
  }

  /** One stream; empty if it broke off before the task's end. */
  private Optional<JsonNode> events(String id, Consumer<JsonNode> shown)
      throws IOException, InterruptedException {
    var response =
        http.send(
            HttpRequest.newBuilder(at(id + "/events")).build(),
            HttpResponse.BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() != 200) {
        throw told(response.statusCode(), String.join("\n", lines.limit(100).toList()));
      }
      var event = "";
      for (var line : (Iterable<String>) lines::iterator) {
        if (line.startsWith(EVENT)) {
          event = line.substring(EVENT.length());
        } else if (line.startsWith(DATA)) {
          var state = JSON.readTree(line.substring(DATA.length()));
          if (event.equals("removed")) {
            throw new RemoteException("the task was removed before its end");
          }
          shown.accept(state);
          if (ENDS.contains(event)) {
            return Optional.of(state);
          }
        }
      }
      return Optional.empty();
    }
  }

  private URI at(String path) {
    return URI.create(base + "/" + path);
  }

  private InputStream ask(HttpRequest.Builder request) throws IOException, InterruptedException {
    var response =
        http.send(request.timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() / 100 == 2) {
      return response.body();
    }
    try (var in = response.body()) {
      throw told(
          response.statusCode(), new String(in.readNBytes(MAX_ERROR), StandardCharsets.UTF_8));
    }
  }

  private static RemoteException told(int status, String body) {
    try {
      var message = JSON.readTree(body).at("/error/message").asText();
      if (!message.isEmpty()) {
        return new RemoteException(message);
      }
    } catch (IOException e) {
      // Whoever answered is no gateway.
    }
    return new RemoteException("the address answers " + status + "; is it a service's?");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
