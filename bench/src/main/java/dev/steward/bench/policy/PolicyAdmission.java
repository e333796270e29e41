package dev.steward.bench.policy;

import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * What creating a ModelService takes with 0, 10 and 100 policies that all select it and that it
 * complies with: the time until the answer and the API server's CPU, turn by turn.
 *
 * <p>No operator runs. That what is written is judged rightly all the same is counted: of each
 * round's policies, which are written in that round, each rule is tried with a service that breaks
 * it, and with one that doesn't.
 */
final class PolicyAdmission {

  private static final int ROUNDS = 6;
  private static final int SERVICES = 100;
  private static final List<Integer> POLICIES = List.of(0, 10, 100);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String NAMESPACE = "bench-policy";
  private static final String COLLECTION =
      "/apis/steward.dev/v1alpha1/namespaces/" + NAMESPACE + "/modelservices";
  private static final String CLUSTER_POLICIES =
      "/apis/steward.dev/v1alpha1/clustercompliancepolicies";

  /** What a service may state of its data; those whose creation is measured, like most, don't. */
  private static final Pattern OWN_DATA =
      Pattern.compile(",\\s*\"retention\".*\"privacy\": \\{\"content\": \"None\"}", Pattern.DOTALL);

  private static final Map<String, String> BREAKS =
      Map.of(
          "\"owner\": \"bench\", ", "",
          "pvc://models/m", "pvc://other/m",
          "registry.example/serving/runtime", "registry.example/other",
          "\"purpose\": \"bench\", ", "",
          "\"legalBasis\": \"Contract\", ", "",
          "\"min\": \"P1Y\"", "\"min\": \"P3M\"",
          "\"max\": \"P7D\"", "\"max\": \"P31D\"",
          "FailClosed", "FailOpen",
          "\"None\"", "\"Encrypted\"");

  private PolicyAdmission() {}

  /** Measures it, and adds its figures. */
  static void measure(Checkout checkout, Figures figures) throws Exception {
    try (var server = ApiServer.start(checkout)) {
      server.post(
          "/api/v1/namespaces",
          "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"%s\"}}"
              .formatted(NAMESPACE));
      var taken = new LinkedHashMap<Integer, List<Double>>();
      var cpu = new LinkedHashMap<Integer, List<Double>>();
      POLICIES.forEach(number -> {
        taken.put(number, new ArrayList<>());
        cpu.put(number, new ArrayList<>());
      });
      var judged = new Judged();
      create(server, "warm-up", new ArrayList<>());
      for (var round = 1; round <= ROUNDS; round++) {
        for (var number : POLICIES) {
          var label = "r%d-%d".formatted(round, number);
          govern(server, label, number);
          if (number > 0) {
            judge(server, label, judged);
          }
          var before = server.cpuSeconds();
          create(server, label, taken.getOrDefault(number, List.of()));
          cpu.getOrDefault(number, List.of()).add((server.cpuSeconds() - before) * 1000 / SERVICES);
          release(server, label, number);
        }
        Progress.say(
            "policy: round %d of %d: p50 so far %s ms",
            round,
            ROUNDS,
            POLICIES.stream()
                .map(number ->
                    "%d policies %.1f"
                        .formatted(number, at(taken.getOrDefault(number, List.of()), 0.5)))
                .toList());
      }
      put(figures, server, taken, cpu, judged);
    }
  }

  private static void put(
      Figures figures,
      ApiServer server,
      Map<Integer, List<Double>> taken,
      Map<Integer, List<Double>> cpu,
      Judged judged) {
    var bare = at(taken.getOrDefault(0, List.of()), 0.99);
    for (var number : POLICIES) {
      var times = taken.getOrDefault(number, List.of());
      figures
          .put("p50_ms_" + number, at(times, 0.5))
          .put("p99_ms_" + number, at(times, 0.99))
          .put("api_cpu_ms_" + number, at(cpu.getOrDefault(number, List.of()), 0.5));
    }
    figures
        .put("p99_ratio_10", at(taken.getOrDefault(10, List.of()), 0.99) / bare)
        .put("p99_ratio_100", at(taken.getOrDefault(100, List.of()), 0.99) / bare)
        .put("webhooks", server.webhooks())
        .put("judged", judged.all)
        .put("judged_wrongly", judged.wrong);
  }

  private static final class Judged {
    private int all;
    private int wrong;
  }

  /** Makes as many policies and waits until all of them are in force. */
  private static void govern(ApiServer server, String label, int number) {
    for (var i = 0; i < number; i++) {
      var demand = i == number - 1 ? "\"in-%1$s\", \"last-%1$s\"" : "\"in-%s\"";
      expect(
          server.post(CLUSTER_POLICIES, policy(label + "-" + i, demand.formatted(label))),
          "a policy");
    }
    // The API server sees policies in the order of their writing: the last one tells of all.
    var canary = service("canary", label).replace(", \"last-%s\": \"yes\"".formatted(label), "");
    await(
        () -> server.post(COLLECTION + "?dryRun=All", canary).isDenied() == number > 0,
        "the policies of " + label);
  }

  private static void release(ApiServer server, String label, int number) {
    expect(server.delete(COLLECTION), "the services of " + label);
    for (var i = 0; i < number; i++) {
      expect(server.delete(CLUSTER_POLICIES + "/" + label + "-" + i), "a policy");
    }
    await(
        () -> server.post(COLLECTION + "?dryRun=All", service("canary", "another")).isTaken(),
        "the end of the policies of " + label);
  }

  private static void create(ApiServer server, String label, List<Double> millis) {
    for (var i = 0; i < SERVICES; i++) {
      var body = OWN_DATA.matcher(service(label + "-" + i, label)).replaceFirst("");
      var start = System.nanoTime();
      var answer = server.post(COLLECTION, body);
      millis.add((System.nanoTime() - start) / 1e6);
      expect(answer, "a service");
    }
  }

  private static void judge(ApiServer server, String label, Judged judged) {
    var right = service("judged", label);
    count(judged, server.post(COLLECTION + "?dryRun=All", right).isTaken());
    BREAKS.forEach((part, replacement) ->
        count(
            judged,
            server.post(COLLECTION + "?dryRun=All", right.replace(part, replacement)).isDenied()));
  }

  private static void count(Judged judged, boolean right) {
    judged.all++;
    judged.wrong += right ? 0 : 1;
  }

  private static String service(String name, String round) {
    // Complies; each break is one replacement in it.
    return """
    {"apiVersion": "steward.dev/v1alpha1", "kind": "ModelService",
     "metadata": {"name": "%1$s", "annotations": {"owner": "bench", "in-%2$s": "yes", "last-%2$s": "yes"}},
     "spec": {"model": {"uri": "pvc://models/m", "digest": "sha256:%3$s"},
       "runtime": {"image": "registry.example/serving/runtime:1"},
       "compliance": {"purpose": "bench", "legalBasis": "Contract", "dataClass": "Internal",
         "retention": {"auditRecord": {"min": "P1Y"}, "content": {"max": "P7D"}},
         "audit": {"onFailure": "FailClosed"}, "privacy": {"content": "None"}}}}
    """
        .formatted(name, round, "0".repeat(64));
  }

  /** One that asks for about what the presets ask for, and for annotations of its round. */
  private static String policy(String name, String demanded) {
    return """
    {"apiVersion": "steward.dev/v1alpha1", "kind": "ClusterCompliancePolicy",
     "metadata": {"name": "%s"},
     "spec": {"enforcement": "Deny",
       "namespaceSelector":
         {"matchLabels": {"kubernetes.io/metadata.name": "%s"}},
       "requiredAnnotations": ["owner", %s],
       "provenance": {"digest": true, "allowedSources": ["pvc://models/*"]},
       "runtime": {"allowedImages": ["registry.example/serving/*"], "denyExec": true},
       "declarations": {"purpose": true, "legalBasis": true, "dataClass": true},
       "retention": {"auditRecord": {"min": "P6M", "max": "P2Y"}, "content": {"max": "P30D"},
         "purgeSlo": "24h"},
       "audit": {"onFailure": "FailClosed"}, "privacy": {"content": "None"}}}
    """
        .formatted(name, NAMESPACE, demanded);
  }

  private static void expect(ApiServer.Answer answer, String what) {
    if (!answer.isTaken()) {
      throw new IllegalStateException(what + " was refused: " + answer.body());
    }
  }

  private static void await(BooleanSupplier condition, String what) {
    var end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException(what + " took longer than " + PATIENCE);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static double at(List<Double> values, double quantile) {
    var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, Math.ceil(quantile * sorted.length) - 1)];
  }
}
