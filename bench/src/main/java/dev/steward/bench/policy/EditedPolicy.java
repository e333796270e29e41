package dev.steward.bench.policy;

import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.bench.cluster.Kubectl;
import dev.steward.bench.model.IdentityModel;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How long after an edit of one policy every gateway enforces it for every service that it selects,
 * 1,000 of them, of which {@value #LIVE} have a pod: from before the edit is sent to the last
 * answer that shows it, asked of each gateway for each service. The edit asks for records of
 * requests, so an answer shows it by its {@code x-steward-record}; a pod by the digest in its
 * metrics, which is that of the last request that it answered.
 *
 * <p>The baseline is the same edit with those {@value #LIVE} services alone, in the same run. The
 * worst of the rounds counts. {@code STEWARD_BENCH_SERVICES} makes it smaller.
 */
record EditedPolicy(Checkout checkout, Kubectl kubectl, int services) {

  private static final int LIVE = 10;
  private static final int ROUNDS = 3;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String NAMESPACE = "bench-in-force";
  private static final String POLICY = "clustercompliancepolicy/bench-in-force";
  private static final String WITH_RECORDS =
      "{\"spec\": {\"audit\": {\"onFailure\": \"FailOpen\"}}}";
  private static final String WITHOUT = "{\"spec\": {\"audit\": null}}";

  /** In a checkout, with as many services as the environment says. */
  static EditedPolicy in(Checkout checkout) {
    var services =
        Optional.ofNullable(System.getenv("STEWARD_BENCH_SERVICES"))
            .map(Integer::parseInt)
            .orElse(1000);
    return new EditedPolicy(checkout, new Kubectl(checkout), Math.max(LIVE, services));
  }

  /** Measures it, and adds its figures. */
  void measure(Figures figures) throws Exception {
    Progress.say("policy: the demo's cluster");
    kubectl.startDemo();
    try {
      prepare();
      make(0, LIVE);
      var few = rounds("%d services".formatted(LIVE));
      make(LIVE, services);
      var all = rounds("%d services".formatted(services));
      figures
          .put("in_force_s", worst(all))
          .put("in_force_s_" + LIVE, worst(few))
          .put("in_force_services", services)
          .put("in_force_gateways", Seen.gateways(kubectl).size())
          .put("in_force_pods", Seen.pods(kubectl, NAMESPACE).size());
    } finally {
      kubectl.run("delete", POLICY, "--ignore-not-found");
      kubectl.run("delete", "namespace", NAMESPACE, "--ignore-not-found", "--timeout=500s");
      kubectl.run("delete", "persistentvolume", NAMESPACE, "--ignore-not-found");
    }
  }

  private static double worst(double[] times) {
    return Arrays.stream(times).max().orElseThrow();
  }

  private void prepare() throws IOException, InterruptedException {
    var models = Files.createDirectories(checkout.root().resolve(".state/bench/models"));
    IdentityModel.write(models.resolve("identity"));
    checkout.run(
        LIMIT, Map.of(), List.of("dev/cluster", "volume", "demo", NAMESPACE, models.toString()));
    apply(
        "in-force",
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %1$s}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: models, namespace: %1$s}
        spec:
          accessModes: [ReadOnlyMany]
          storageClassName: local
          volumeName: %1$s
          resources: {requests: {storage: 1Mi}}
        ---
        apiVersion: steward.dev/v1alpha1
        kind: ClusterCompliancePolicy
        metadata: {name: %1$s}
        spec:
          enforcement: Deny
          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
          runtime: {denyExec: true}
        """
            .formatted(NAMESPACE));
  }

  /** Makes the services of these numbers, and waits until all of them are told to gateways. */
  private void make(int from, int to) throws IOException, InterruptedException {
    if (from == to) {
      return;
    }
    apply(
        "in-force-services",
        IntStream.range(from, to)
            .mapToObj(i ->
                """
                apiVersion: steward.dev/v1alpha1
                kind: ModelService
                metadata: {name: s%d, namespace: %s}
                spec:
                  model: {uri: "pvc://models/identity"}
                  runtime: {resources: {requests: {cpu: 10m, memory: 128Mi}}}
                  scaling: {mode: Fixed, replicas: %d}
                """
                    .formatted(i, NAMESPACE, i < LIVE ? 1 : 0))
            .collect(Collectors.joining("---\n")));
    await(() -> {
      var ready = ready();
      Progress.say("policy: %d of %d services are Ready", ready, to);
      return ready == to;
    });
  }

  private void apply(String name, String manifest) throws IOException, InterruptedException {
    var file = checkout.root().resolve(".state/bench/" + name + ".yaml");
    Files.writeString(file, manifest);
    kubectl.run("apply", "--server-side", "-f", file.toString());
  }

  private long ready() throws IOException, InterruptedException {
    return kubectl
        .run(
            "get",
            "modelservices",
            "-n",
            NAMESPACE,
            "-o",
            "jsonpath={range .items[*]}{.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}{end}")
        .lines()
        .filter("True"::equals)
        .count();
  }

  private static void await(Callable<Boolean> condition) throws IOException, InterruptedException {
    var end = System.nanoTime() + Duration.ofMinutes(60).toNanos();
    try {
      while (!condition.call()) {
        if (System.nanoTime() > end) {
          throw new IOException("it took longer than an hour");
        }
        Thread.sleep(2000);
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private double[] rounds(String label) throws Exception {
    var times = new double[ROUNDS];
    try (var seen = Seen.of(kubectl, NAMESPACE)) {
      seen.awaitEverywhere(Seen.RecordNamed.ABSENT);
      for (var round = 0; round < ROUNDS; round++) {
        var begin = System.nanoTime();
        kubectl.run("patch", POLICY, "--type=merge", "-p", WITH_RECORDS);
        var end = seen.awaitEverywhere(Seen.RecordNamed.PRESENT);
        times[round] = (end - begin) / 1e9;
        Progress.say(
            "policy: round %d of %d with %s: in force everywhere after %.2f s",
            round + 1, ROUNDS, label, times[round]);
        kubectl.run("patch", POLICY, "--type=merge", "-p", WITHOUT);
        seen.awaitEverywhere(Seen.RecordNamed.ABSENT);
      }
    }
    return times;
  }
}
