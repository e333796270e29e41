package dev.steward.bench.cluster;

import dev.steward.bench.Background;
import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Ports;
import dev.steward.bench.Progress;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How long a user waits from {@code kubectl apply} to the first right answer, images and model on
 * the node; and from {@code steward run} to the same answer with no cluster.
 *
 * <p>The cluster is the demo's: it has the chart, the images and the model's volume. The baseline
 * is the same pod in a plain Deployment, turn by turn.
 */
public final class FirstAnswer implements Benchmark {
  private static final int RUNS = 7;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Embedding embedding = new Embedding();

  @Override
  public String name() {
    return "first-answer";
  }

  @Override
  public String summary() {
    return "from kubectl apply to the first right answer, and from steward run";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    Progress.say("first-answer: the demo's cluster");
    var kubectl = new Kubectl(checkout);
    kubectl.startDemo();
    var figures = new Figures(name());
    var plain = PlainDeployment.like("minilm", checkout, kubectl);
    kubectl.run("delete", "-f", "examples/embedding.yaml");
    var cluster = new double[RUNS];
    var baseline = new double[RUNS];
    for (var i = 0; i < RUNS; i++) {
      baseline[i] = onCluster(plain);
      cluster[i] = onCluster(kubectl);
      Progress.say(
          "first-answer: cluster run %d of %d: %.2f s, a plain Deployment %.2f s",
          i + 1, RUNS, cluster[i], baseline[i]);
    }
    var local = new double[RUNS];
    for (var i = 0; i < RUNS; i++) {
      local[i] = locally(checkout);
      Progress.say("first-answer: local run %d of %d: %.2f s", i + 1, RUNS, local[i]);
    }
    kubectl.run("apply", "-f", "examples/embedding.yaml");
    return figures
        .put("p50_s", Progress.median(cluster))
        .put("max_s", Arrays.stream(cluster).max().orElseThrow())
        .put("baseline_p50_s", Progress.median(baseline))
        .put("local_s", Progress.median(local));
  }

  private double onCluster(PlainDeployment plain) throws IOException, InterruptedException {
    try {
      var start = System.nanoTime();
      embedding.awaitAnswer(plain.apply(), LIMIT);
      return seconds(start);
    } finally {
      plain.delete();
    }
  }

  private double onCluster(Kubectl kubectl) throws IOException, InterruptedException {
    // The former Service has another address than the next.
    for (var kind : List.of("pod", "service")) {
      kubectl.run(
          "wait", "--for=delete", kind, "-l", "steward.dev/service=minilm", "--timeout=90s");
    }
    var start = System.nanoTime();
    kubectl.run("apply", "-f", "examples/embedding.yaml");
    kubectl.run("wait", "--for=create", "service/minilm", "--timeout=60s");
    var address = kubectl.run("get", "service", "minilm", "-o", "jsonpath={.spec.clusterIP}");
    embedding.awaitAnswer(URI.create("http://" + address), LIMIT);
    var answered = seconds(start);
    kubectl.run("delete", "-f", "examples/embedding.yaml");
    return answered;
  }

  private double locally(Checkout checkout) throws IOException, InterruptedException {
    var port = Ports.free();
    var start = System.nanoTime();
    var builder =
        checkout
            .builder(
                Map.of(),
                List.of("dev/steward", "run", "examples/embedding.yaml", "--port", "" + port))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    try (var _ = Background.start(builder)) {
      embedding.awaitAnswer(URI.create("http://127.0.0.1:" + port), LIMIT);
      return seconds(start);
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
