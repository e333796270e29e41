package dev.steward.gateway.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.gateway.ScriptedPod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * A pod whose model answers the input {@code x} as the output {@code y}, digit by digit, and says
 * what it was asked.
 */
final class ModelPod implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  private final ScriptedPod pod;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Integer> rows = new CopyOnWriteArrayList<>();
  private final CountDownLatch left;

  /** What it does before it answers, or instead. */
  @FunctionalInterface
  interface Manner {
    /** Whether it goes on to answer; the talk stands behind the request's body. */
    boolean answers(ScriptedPod.Talk talk, int request) throws Exception;
  }

  ModelPod(Manner manner) throws IOException {
    this(new CountDownLatch(1), manner);
  }

  private ModelPod(CountDownLatch left, Manner manner) throws IOException {
    this.left = left;
    pod =
        new ScriptedPod(talk -> {
          while (talk.readHead()) {
            var head = talk.head();
            var body = JSON.readTree(talk.readBody());
            heads.add(head);
            rows.add(rows(body));
            if (!manner.answers(talk, heads.size())) {
              return;
            }
            answer(talk, "200 OK", head.contains("/v1/") ? vectors(body) : outputs(body));
          }
        });
  }

  static ModelPod willing() throws IOException {
    return new ModelPod((talk, request) -> true);
  }

  /** A pod that keeps each request until its client leaves. */
  static ModelPod stuck() throws IOException {
    var left = new CountDownLatch(1);
    return new ModelPod(
        left,
        (talk, request) -> {
          var _ = talk.read();
          left.countDown();
          return false;
        });
  }

  static void answer(ScriptedPod.Talk talk, String status, String body) throws IOException {
    talk.write(
        "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, body.getBytes(StandardCharsets.UTF_8).length, body));
  }

  int port() {
    return pod.port();
  }

  /** How many rows each request had, in the order they came. */
  List<Integer> rows() {
    return rows;
  }

  /** The heads of the requests that came. */
  List<String> heads() {
    return heads;
  }

  /** Counted down when the client of a stuck request has left. */
  CountDownLatch left() {
    return left;
  }

  private static int rows(JsonNode body) {
    return body.has("input") ? body.get("input").size() : body.at("/inputs/0/shape/0").asInt();
  }

  private static String outputs(JsonNode body) {
    var input = body.at("/inputs/0");
    return "{\"model_name\":\"minilm\",\"outputs\":[{\"name\":\"y\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
        .formatted(input.get("datatype").asText(), input.get("shape"), input.get("data"));
  }

  private static String vectors(JsonNode body) {
    var texts =
        StreamSupport.stream(body.get("input").spliterator(), false).map(JsonNode::asText).toList();
    return "{\"object\":\"list\",\"data\":[%s],\"model\":\"minilm\",\"usage\":{\"prompt_tokens\":%d,\"total_tokens\":%d}}"
        .formatted(
            IntStream.range(0, texts.size())
                .mapToObj(i ->
                    "{\"object\":\"embedding\",\"index\":%d,\"embedding\":[%s]}"
                        .formatted(i, texts.get(i)))
                .collect(Collectors.joining(",")),
            texts.size(),
            texts.size());
  }

  @Override
  public void close() throws IOException {
    pod.close();
  }
}
