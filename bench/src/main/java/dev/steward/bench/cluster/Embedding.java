package dev.steward.bench.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * A question to MiniLM whose answer is known, so that a wrong answer isn't taken for a quick one.
 */
final class Embedding {
  private static final String QUESTION =
      "{\"model\": \"minilm\", \"input\": \"A man is eating food.\"}";
  private static final int WIDTH = 384;

  /** The answer's first values by ONNX Runtime's and tokenizers' Python packages on these files. */
  private static final double[] FIRST = {0.033242, 0.004406, -0.006277};

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();
  private final ObjectMapper json = new ObjectMapper();

  /**
   * Asks the service at {@code address} once.
   *
   * @return whether it answered; an answer that is wrong by value is an exception
   */
  boolean answered(URI address) throws IOException, InterruptedException {
    HttpResponse<String> response;
    try {
      response = ask(address, Duration.ofSeconds(5));
    } catch (IOException e) {
      return false; // nobody listens there yet
    }
    if (response.statusCode() != 200) {
      return false;
    }
    check(response.body());
    return true;
  }

  /** Asks once and has the right answer within {@code limit}; anything else is an exception. */
  void answer(URI address, Duration limit) throws IOException, InterruptedException {
    var response = ask(address, limit);
    if (response.statusCode() != 200) {
      throw new IOException("%d: %s".formatted(response.statusCode(), shortened(response.body())));
    }
    check(response.body());
  }

  private HttpResponse<String> ask(URI address, Duration limit)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(address.resolve("/v1/embeddings"))
            .header("Content-Type", "application/json")
            .timeout(limit)
            .POST(HttpRequest.BodyPublishers.ofString(QUESTION))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private void check(String body) throws IOException {
    var vector = json.readTree(body).path("data").path(0).path("embedding");
    var right = vector.size() == WIDTH;
    for (var i = 0; right && i < FIRST.length; i++) {
      right = Math.abs(vector.get(i).asDouble() - FIRST[i]) < 1e-5;
    }
    if (!right) {
      throw new IOException("a wrong answer: " + shortened(body));
    }
  }

  private static String shortened(String body) {
    return body.substring(0, Math.min(200, body.length()));
  }

  /** Asks every 20 ms until the right answer comes. */
  void awaitAnswer(URI address, Duration limit) throws IOException, InterruptedException {
    var end = System.nanoTime() + limit.toNanos();
    while (!answered(address)) {
      if (System.nanoTime() > end) {
        throw new IOException("no answer from %s within %s".formatted(address, limit));
      }
      Thread.sleep(20);
    }
  }
}
