package dev.steward.e2e.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A client as users have one: JSON over HTTP. */
public final class Http {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (name, value) -> true);

  /** Longer than a pod takes to start on a machine that is busy with everything else. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final HttpClient CLIENT = client();

  private Http() {}

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .build();
  }

  /** An answer; its body is null JSON where it isn't JSON. */
  public record Answer(int status, HttpHeaders headers, JsonNode body, String text) {
    /** One of its headers, by its name in any case. */
    public Optional<String> header(String name) {
      return headers.firstValue(name);
    }

    /** The message of an error, in OpenAI's or the Open Inference Protocol's shape. */
    public String error() {
      var error = body.path("error");
      return error.isTextual() ? error.asText() : error.path("message").asText();
    }
  }

  /** Posts a body as JSON. */
  public static Answer post(String url, String body) {
    return attemptPost(url, body).orElseThrow(() -> new AssertionError("no answer from " + url));
  }

  /** Posts a body as JSON; empty when the connection fails. */
  public static Optional<Answer> attemptPost(String url, String body) {
    return send(CLIENT, posting(url, body));
  }

  /**
   * As {@link #attemptPost}, on a connection of its own: any of the gateways may get it. By Java's
   * old client, which has no threads to start for each.
   */
  public static Optional<Answer> attemptPostAnew(String url, String body) {
    try {
      var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout((int) CONNECT.toMillis());
      connection.setReadTimeout((int) PATIENCE.toMillis());
      connection.setRequestProperty("connection", "close");
      connection.setRequestProperty("content-type", "application/json");
      connection.setDoOutput(true);
      connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      var status = connection.getResponseCode();
      try (var answer = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        var text = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        return Optional.of(new Answer(status, NO_HEADERS, json(text), text));
      }
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static HttpRequest.Builder posting(String url, String body) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  /** Posts a file as what it is, such as {@code image/png}. */
  public static Answer post(String url, String type, Path file) {
    try {
      return send(
              CLIENT,
              HttpRequest.newBuilder(URI.create(url))
                  .header("content-type", type)
                  .POST(BodyPublishers.ofFile(file)))
          .orElseThrow(() -> new AssertionError("no answer from " + url));
    } catch (FileNotFoundException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gets; empty when the connection fails. */
  public static Optional<Answer> attemptGet(String url) {
    return send(CLIENT, HttpRequest.newBuilder(URI.create(url)).GET());
  }

  /** Deletes. */
  public static Answer delete(String url) {
    return send(CLIENT, HttpRequest.newBuilder(URI.create(url)).DELETE())
        .orElseThrow(() -> new AssertionError("no answer from " + url));
  }

  private static Optional<Answer> send(HttpClient client, HttpRequest.Builder request) {
    try {
      var answer = client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
      return Optional.of(
          new Answer(answer.statusCode(), answer.headers(), json(answer.body()), answer.body()));
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException _) {
      return JSON.nullNode();
    }
  }
}
