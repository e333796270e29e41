package dev.steward.bench.cluster;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How long a request takes that arrives at a service at zero: no pod, none pre-warmed, image and
 * model on the node. The baseline is the same pod in a plain Deployment that a person scales from 0
 * to 1 and asks every 20 ms, turn by turn: it has nobody to notice the request, and no gateway.
 *
 * <p>Then {@value #CROWD} requests arrive at zero within one second, each on a connection of its
 * own; those that get no right answer are lost.
 */
public final class ColdStart implements Benchmark {
  private static final int RUNS = 9;
  private static final int CROWD = 200;
  private static final String SERVICE = "bench-cold";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Embedding embedding = new Embedding();

  @Override
  public String name() {
    return "cold-start";
  }

  @Override
  public String summary() {
    return "a request to a service at zero until its answer, and " + CROWD + " in one second";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    Progress.say("cold-start: the demo's cluster");
    var kubectl = new Kubectl(checkout);
    kubectl.startDemo();
    var plain = PlainDeployment.like("minilm", checkout, kubectl);
    var manifest = manifest(checkout);
    try {
      // Other services' pods would take cores from the one that starts.
      kubectl.run("delete", "-f", "examples/embedding.yaml", "--ignore-not-found");
      var plainAddress = plain.apply();
      embedding.awaitAnswer(plainAddress, LIMIT);
      plain.scale(0);
      kubectl.run("apply", "-f", manifest.toString());
      kubectl.run("wait", "--for=condition=Ready", "modelservice/" + SERVICE, "--timeout=60s");
      return measure(checkout, kubectl, plain, plainAddress);
    } finally {
      kubectl.run("delete", "-f", manifest.toString(), "--ignore-not-found");
      plain.delete();
      kubectl.run("apply", "-f", "examples/embedding.yaml");
    }
  }

  private Figures measure(
      Checkout checkout, Kubectl kubectl, PlainDeployment plain, URI plainAddress)
      throws Exception {
    var address =
        URI.create(
            "http://" + kubectl.run("get", "service", SERVICE, "-o", "jsonpath={.spec.clusterIP}"));
    var audit = new AuditLog(checkout);
    var cold = new double[RUNS];
    var baseline = new double[RUNS];
    var stages = new LinkedHashMap<String, List<Double>>();
    for (var i = 0; i < RUNS; i++) {
      baseline[i] = plain(plain, plainAddress);
      awaitZero(kubectl);
      var asked = Instant.now();
      embedding.answer(address, LIMIT);
      var answered = Instant.now();
      cold[i] = seconds(Duration.between(asked, answered));
      var pod = kubectl.run("get", "pod", "-l", "steward.dev/service=" + SERVICE, "-o", "name");
      var parts = ColdStages.of(kubectl, audit, pod.strip(), asked, answered).byName();
      parts.forEach((part, time) ->
          stages.computeIfAbsent(part, name -> new ArrayList<>()).add(seconds(time)));
      Progress.say(
          "cold-start: run %d of %d: %.2f s, a plain Deployment %.2f s; %s",
          i + 1, RUNS, cold[i], baseline[i], parts);
    }
    awaitZero(kubectl);
    var lost = CROWD - crowd(address);
    Progress.say("cold-start: %d of %d requests at zero were lost", lost, CROWD);
    var figures =
        new Figures(name())
            .put("p50_s", Progress.median(cold))
            .put("max_s", Arrays.stream(cold).max().orElseThrow())
            .put("baseline_p50_s", Progress.median(baseline))
            .put("lost", lost);
    stages.forEach((stage, times) ->
        figures.put(
            stage + "_s",
            Progress.median(times.stream().mapToDouble(Double::doubleValue).toArray())));
    return figures;
  }

  private double plain(PlainDeployment plain, URI address)
      throws IOException, InterruptedException {
    var begin = Instant.now();
    plain.scale(1);
    embedding.awaitAnswer(address, LIMIT);
    var time = seconds(Duration.between(begin, Instant.now()));
    plain.scale(0);
    return time;
  }

  /** Until nobody is left and nobody is asked for. */
  private static void awaitZero(Kubectl kubectl) throws IOException, InterruptedException {
    kubectl.run(
        "wait",
        "--for=jsonpath={.spec.scaling.replicas}=0",
        "modelservice/" + SERVICE,
        "--timeout=120s");
    kubectl.run(
        "wait", "--for=delete", "pod", "-l", "steward.dev/service=" + SERVICE, "--timeout=120s");
    kubectl.run(
        "wait",
        "--for=jsonpath={.status.scaling.desired}=0",
        "modelservice/" + SERVICE,
        "--timeout=60s");
  }

  /** How many of them get the right answer. */
  private int crowd(URI address) throws InterruptedException {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var requests = new ArrayList<Future<Boolean>>();
      for (var i = 0; i < CROWD; i++) {
        Callable<Boolean> one =
            () -> {
              new Embedding().answer(address, LIMIT);
              return true;
            };
        requests.add(clients.submit(one));
        Thread.sleep(1000 / CROWD);
      }
      var answered = 0;
      for (var request : requests) {
        try {
          answered += request.get() ? 1 : 0;
        } catch (ExecutionException e) {
          Progress.say("cold-start: lost: %s", e.toString());
        }
      }
      return answered;
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static Path manifest(Checkout checkout) throws IOException {
    var file = checkout.root().resolve(".state/bench/cold.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: %s}
        spec:
          model: {uri: "pvc://models/minilm", name: minilm, task: Embedding}
          scaling:
            {min: 0, max: 1, replicas: 0, stableWindow: 10s, panicWindow: 2s, scaleToZeroAfter: 10s}
        """
            .formatted(SERVICE));
    return file;
  }
}
