package dev.steward.bench.cluster;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.bench.model.IdentityModel;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How much the operator writes when nothing happens: with {@value #SERVICES} Ready services, each
 * write it sends to the API server in two quiet minutes, counted by the API server's own audit log.
 * Its lease is left out. Afterwards one owned object is deleted, and the writes of that repair are
 * counted too, so that a log that counts nothing isn't taken for an operator that writes nothing.
 */
public final class IdleWrites implements Benchmark {
  private static final int SERVICES = 20;
  private static final Duration QUIET = Duration.ofMinutes(2);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String NAMESPACE = "bench-idle";
  private static final String OPERATOR = "system:serviceaccount:steward-system:steward-operator";

  @Override
  public String name() {
    return "idle-writes";
  }

  @Override
  public String summary() {
    return "API writes of the operator in 2 quiet minutes with " + SERVICES + " Ready services";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    var kubectl = new Kubectl(checkout);
    Progress.say("idle-writes: the demo's cluster");
    kubectl.startDemo();
    try {
      var audit = new AuditLog(checkout);
      makeServices(checkout, kubectl);
      Progress.say("idle-writes: %d services are Ready; %s of quiet", SERVICES, QUIET);
      var begin = Instant.now();
      Thread.sleep(QUIET);
      var quiet = writes(audit, begin);
      quiet.forEach(each -> Progress.say("idle-writes: wrote %s", each));
      var broken = Instant.now();
      kubectl.run("delete", "service", "idle-0", "-n", NAMESPACE);
      kubectl.run("wait", "--for=create", "service/idle-0", "-n", NAMESPACE, "--timeout=30s");
      return new Figures(name())
          .put("writes", quiet.size())
          .put("repair_writes", writes(audit, broken).size());
    } finally {
      kubectl.run("delete", "namespace", NAMESPACE, "--ignore-not-found");
      kubectl.run("delete", "persistentvolume", NAMESPACE, "--ignore-not-found");
    }
  }

  private void makeServices(Checkout checkout, Kubectl kubectl)
      throws IOException, InterruptedException {
    var models = Files.createDirectories(checkout.root().resolve(".state/bench/models"));
    IdentityModel.write(models.resolve("identity"));
    checkout.run(
        LIMIT, Map.of(), List.of("dev/cluster", "volume", "demo", NAMESPACE, models.toString()));
    var manifest = checkout.root().resolve(".state/bench/idle.yaml");
    Files.writeString(manifest, manifest());
    kubectl.run("apply", "-f", manifest.toString());
    kubectl.run(
        "wait",
        "--for=condition=Ready",
        "modelservice",
        "--all",
        "-n",
        NAMESPACE,
        "--timeout=500s");
  }

  private static String manifest() {
    var head =
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
        """
            .formatted(NAMESPACE);
    var services =
        IntStream.range(0, SERVICES)
            .mapToObj(i ->
                """
                ---
                apiVersion: steward.dev/v1alpha1
                kind: ModelService
                metadata: {name: idle-%d, namespace: %s}
                spec:
                  model: {uri: "pvc://models/identity"}
                  runtime: {resources: {requests: {cpu: 10m, memory: 128Mi}}}
                """
                    .formatted(i, NAMESPACE))
            .collect(Collectors.joining());
    return head + services;
  }

  /** The operator's writes since {@code begin}, its lease aside. */
  private static List<AuditLog.Write> writes(AuditLog audit, Instant begin) throws IOException {
    return audit.since(begin).stream()
        .filter(write -> write.user().equals(OPERATOR))
        .filter(write -> !write.resource().equals("leases"))
        .toList();
  }
}
