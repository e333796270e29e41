package dev.steward.bench.llm;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Texts that are asked for at the same time, each as a stream.
 *
 * @param tokensPerSecond of all together, from the first request to the last token
 * @param firstTokens seconds after which each text began
 */
record Texts(double tokensPerSecond, List<Double> firstTokens) {

  /** Tokens of each text at most; some end before. */
  static final int LENGTH = 96;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String DATA = "data: ";

  /** One that was read to its end; both servers send an event for each token that is text. */
  private record Text(int tokens, double first) {}

  /** When the slowest of them began, in seconds. */
  double slowestFirst() {
    return firstTokens.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /**
   * Asks whoever listens there and speaks OpenAI's completions.
   *
   * @param number of the first text; the next ones follow
   * @throws IOException when one is refused or broken off
   */
  static Texts ask(HttpClient http, int port, String model, int count, int number)
      throws IOException, InterruptedException {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      long begun = System.nanoTime();
      var asked = new ArrayList<Future<Text>>();
      for (int i = 0; i < count; i++) {
        int which = number + i;
        asked.add(clients.submit(() -> text(http, port, model, which)));
      }
      long tokens = 0;
      var first = new ArrayList<Double>();
      for (var each : asked) {
        tokens += each.get().tokens();
        first.add(each.get().first());
      }
      return new Texts(tokens / ((System.nanoTime() - begun) / 1e9), first);
    } catch (ExecutionException e) {
      throw new IOException("a text failed", e.getCause());
    }
  }

  private static Text text(HttpClient http, int port, String model, int number)
      throws IOException, InterruptedException {
    var body =
        JSON.writeValueAsString(
            Map.of(
                "model",
                model,
                "prompt",
                prompt(number),
                "max_tokens",
                LENGTH,
                "temperature",
                0,
                "stream",
                true));
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/completions"))
            .timeout(LIMIT)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    long begun = System.nanoTime();
    var answer = http.send(request, BodyHandlers.ofLines());
    try (var lines = answer.body()) {
      if (answer.statusCode() != 200) {
        throw new IOException(answer.statusCode() + " " + lines.findFirst().orElse(""));
      }
      int tokens = 0;
      double first = 0;
      for (var line : (Iterable<String>) lines::iterator) {
        if (hasText(line)) {
          first = tokens == 0 ? (System.nanoTime() - begun) / 1e9 : first;
          tokens++;
        }
      }
      return new Text(tokens, first);
    }
  }

  /** About 40 tokens, each text another one, so that none of it is kept from the one before. */
  private static String prompt(int number) {
    return ("Story number %d. Once upon a time there was a small village between two rivers, and in"
            + " it lived a clockmaker who had %d clocks, none of which showed the same time. One"
            + " day")
        .formatted(number, 100 + number);
  }

  private static boolean hasText(String line) throws IOException {
    return line.startsWith(DATA)
        && !line.equals(DATA + "[DONE]")
        && !JSON.readTree(line.substring(DATA.length()))
            .path("choices")
            .path(0)
            .path("text")
            .asText()
            .isEmpty();
  }
}
