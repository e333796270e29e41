package dev.steward.bench.runtime;

import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/** 16 clients send rows of 16 and of 128 tokens at random: whose answer isn't what it is alone? */
final class MixedLengths {

  private static final int CLIENTS = 16;
  private static final int EACH = 30;
  private static final double EXACT = 1e-5;
  private static final Pattern DATA = Pattern.compile("\"data\":\\[([^]]*)]");

  private MixedLengths() {}

  /**
   * What came of it.
   *
   * @param wrong answers
   * @param rows answered a second
   */
  record Result(int wrong, double rows) {}

  /** Of ours, as figures. */
  static void run(Steward steward, Figures figures) throws IOException, InterruptedException {
    var result = of(steward.port());
    var _ = figures.put("mixed_wrong", result.wrong()).put("mixed_rows_per_s", result.rows());
  }

  /** Of whoever listens there and speaks the Open Inference Protocol. */
  static Result of(int port) throws IOException, InterruptedException {
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<Integer, double[]> alone = new HashMap<>();
      for (int tokens : List.of(16, 128)) {
        alone.put(tokens, sentence(http, port, tokens));
      }
      long begun = System.nanoTime();
      var wrong = new ArrayList<Future<Integer>>();
      for (int client = 0; client < CLIENTS; client++) {
        int number = client;
        wrong.add(clients.submit(() -> wrong(http, port, alone, number)));
      }
      int sum = 0;
      for (var each : wrong) {
        sum += each.get();
      }
      double rate = CLIENTS * EACH / ((System.nanoTime() - begun) / 1e9);
      Progress.say(
          "runtime: mixed lengths: %d of %d wrong, %.0f rows/s", sum, CLIENTS * EACH, rate);
      return new Result(sum, rate);
    } catch (ExecutionException e) {
      throw new IOException("a request failed", e.getCause());
    }
  }

  private static int wrong(HttpClient http, int port, Map<Integer, double[]> alone, int client)
      throws IOException, InterruptedException {
    int wrong = 0;
    for (int i = 0; i < EACH; i++) {
      int tokens = Integer.bitCount(client * EACH + i) % 2 == 0 ? 16 : 128;
      wrong +=
          near(sentence(http, port, tokens), Objects.requireNonNull(alone.get(tokens))) ? 0 : 1;
    }
    return wrong;
  }

  private static boolean near(double[] first, double[] second) {
    for (int i = 0; i < first.length; i++) {
      if (!(Math.abs(first[i] - second[i]) <= EXACT)) {
        return false;
      }
    }
    return first.length == second.length;
  }

  private static double[] sentence(HttpClient http, int port, int tokens)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + Question.path(Steward.MODEL)))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(new Question(tokens).jsonBody()))
            .build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    var data = DATA.matcher(answer.body());
    if (answer.statusCode() != 200 || !data.find()) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return Pattern.compile(",")
        .splitAsStream(data.group(1))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }
}
