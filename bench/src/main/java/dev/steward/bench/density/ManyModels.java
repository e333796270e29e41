package dev.steward.bench.density;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A process with models m0, m1, …, each of which adds its number. */
final class ManyModels {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int X = 3;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String inference;
  private final String admin;

  ManyModels(int port, int adminPort) {
    inference = "http://127.0.0.1:" + port;
    admin = "http://127.0.0.1:" + adminPort;
  }

  /**
   * An answer.
   *
   * @param wasLoaded whether the model was loaded a moment before
   * @param right whether the answer was that model's
   * @param nanos until it was there
   */
  record Answer(boolean wasLoaded, boolean right, long nanos) {}

  /** Waits until models can be asked. */
  void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end) {
      try {
        if (get(inference + "/v2/health/ready").statusCode() == 200) {
          return;
        }
      } catch (IOException _) {
        // The port isn't open yet.
      }
      Thread.sleep(20);
    }
    throw new IOException("the process isn't ready after " + LIMIT);
  }

  /** Asks models one after the other. */
  List<Answer> ask(List<Integer> models) throws IOException, InterruptedException {
    var answers = new ArrayList<Answer>();
    for (int model : models) {
      var path = inference + "/v2/models/m" + model;
      boolean loaded = get(path + "/ready").statusCode() == 200;
      var body =
          "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[%d]}]}"
              .formatted(X);
      var request =
          HttpRequest.newBuilder(URI.create(path + "/infer"))
              .timeout(LIMIT)
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      long begun = System.nanoTime();
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      long nanos = System.nanoTime() - begun;
      boolean right =
          answer.statusCode() == 200
              && answer.body().contains("\"data\":[%s]".formatted((float) (model + X)));
      answers.add(new Answer(loaded, right, nanos));
    }
    return answers;
  }

  /** One number of its metrics. */
  double metric(String name) throws IOException, InterruptedException {
    return get(admin + "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  private HttpResponse<String> get(String address) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(address)).timeout(LIMIT).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
