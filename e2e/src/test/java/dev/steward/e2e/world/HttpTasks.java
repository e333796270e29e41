package dev.steward.e2e.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tasks over HTTP, as a client of a service sends them.
 *
 * @param url the service's own address and {@code /v1/tasks}
 */
public record HttpTasks(String url) {

  /** Within what tasks come to their end. */
  public static final Duration SOON = Duration.ofMinutes(5);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a service that is Ready. */
  public static HttpTasks of(Tenant tenant, String service) {
    return new HttpTasks(tenant.url(service) + "/v1/tasks");
  }

  /**
   * So many texts that take some seconds: 180 words each. Their results are nearly all that is
   * kept.
   */
  public static List<String> manyTexts(int number) {
    return IntStream.range(0, number)
        .mapToObj(one -> "Number " + one + " of many words".repeat(60))
        .toList();
  }

  /** Sends a task of which one item may fail. */
  public Http.Answer send(String name, List<String> items) {
    try {
      return Http.post(
          url,
          "{\"name\":\"%s\",\"maxFailedItems\":1,\"inputs\":{\"items\":%s}}"
              .formatted(name, JSON.writeValueAsString(items)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** What is asked for of a task, if it is given. */
  public Http.Answer ask(String path) {
    return Http.attemptGet(url + "/" + path).orElseThrow();
  }

  /** What is told of a task; null while nothing is. */
  public JsonNode status(String id) {
    return Http.attemptGet(url + "/" + id).map(Http.Answer::body).orElse(JSON.nullNode());
  }

  /** Waits until it is in that state. */
  public JsonNode awaitState(String id, String state) {
    return Await.until(
        "task " + id + " is " + state,
        SOON,
        () -> status(id),
        status -> status.path("state").asText().equals(state));
  }

  /** Of which items these are the results, in their order; -1 for what is no result. */
  public static List<Integer> items(String results) {
    return results
        .lines()
        .map(line -> {
          try {
            return JSON.readTree(line).path("item").asInt(-1);
          } catch (JsonProcessingException e) {
            return -1;
          }
        })
        .toList();
  }

  /** The items of a task of so many. */
  public static List<Integer> allOf(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}
