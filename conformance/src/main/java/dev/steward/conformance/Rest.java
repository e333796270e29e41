package dev.steward.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A server's REST side. */
final class Rest implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();
  static final String HEADER = "Inference-Header-Content-Length";

  private static final Duration TIME = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final String base;

  Rest(URI server) {
    var text = server.toString();
    base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** The path of a model. */
  static String model(String name) {
    return "/v2/models/" + escaped(name);
  }

  static String escaped(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  RestAnswer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  RestAnswer post(String path, JsonNode json) throws IOException, InterruptedException {
    return post(path, json.toString());
  }

  RestAnswer post(String path, String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** Posts JSON and values after it. */
  RestAnswer postBinary(String path, JsonNode json, List<byte[]> values)
      throws IOException, InterruptedException {
    var head = json.toString().getBytes(StandardCharsets.UTF_8);
    var all = new ArrayList<byte[]>();
    all.add(head);
    all.addAll(values);
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("content-type", "application/octet-stream")
            .header(HEADER, String.valueOf(head.length))
            .POST(BodyPublishers.ofByteArrays(all)));
  }

  private URI uri(String path) {
    return URI.create(base + path);
  }

  private RestAnswer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = answered(request.timeout(TIME).build());
    var body = answer.body();
    int length =
        answer
            .headers()
            .firstValue(HEADER)
            .filter(text -> text.matches("[0-9]{1,9}"))
            .map(Integer::parseInt)
            .filter(it -> it <= body.length)
            .orElse(body.length);
    return new RestAnswer(
        answer.statusCode(),
        answer.headers(),
        new String(body, StandardCharsets.UTF_8),
        json(Arrays.copyOf(body, length)),
        ByteBuffer.wrap(body, length, body.length - length).slice());
  }

  /**
   * A server may close a connection after an error, as the next request is on its way: that one is
   * sent again, once.
   */
  private HttpResponse<byte[]> answered(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException first) {
      try {
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      } catch (IOException second) {
        second.addSuppressed(first);
        throw second;
      }
    }
  }

  private static JsonNode json(byte[] bytes) throws IOException {
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
