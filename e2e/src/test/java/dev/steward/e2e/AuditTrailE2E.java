package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Cluster;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.Program;
import dev.steward.e2e.world.Release;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.UnsettlesSteward;
import dev.steward.e2e.world.World;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Gateways write evidence that an outsider verifies, whatever ends them. */
@ExtendWith(SharedWorld.class)
@UnsettlesSteward
@Order(12)
class AuditTrailE2E {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "recorded";
  private static final String POLICY = "records-of-e2e";

  private final Cluster cluster;
  private final Release release;
  private final Tenant tenant;

  @TempDir Path folder;

  AuditTrailE2E(World world) {
    cluster = world.cluster();
    release = world.release();
    tenant = world.tenant();
  }

  @AfterEach
  void remove() {
    tenant.remove(NAME);
    cluster.kubectl().run("delete", "clustercompliancepolicy", POLICY, "--ignore-not-found");
  }

  /**
   * Clients that ask without a pause, and note the record of each answer that they begin to get.
   */
  private static final class Askers implements AutoCloseable {
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Thread> clients = new ArrayList<>();

    Askers(String url) {
      for (var i = 0; i < 8; i++) {
        clients.add(Thread.ofVirtual().start(() -> ask(url)));
      }
    }

    private void ask(String url) {
      while (!stopped.get()) {
        Http.attemptPost(url, Services.embeddingOf("for the record"))
            .flatMap(answer -> answer.header("x-steward-record"))
            .ifPresent(seen::add);
      }
    }

    void awaitMore(int records) {
      var goal = seen.size() + records;
      Await.holds(records + " more answers", Await.PATIENTLY, () -> seen.size() >= goal);
    }

    @Override
    public void close() {
      stopped.set(true);
      try {
        for (var client : clients) {
          client.join();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void gateways_that_are_killed_under_load_leave_a_sound_log_with_every_answer_in_it()
      throws Exception {
    tenant.serve(NAME);
    var _ = tenant.awaitReady(NAME);
    demandRecords();
    var url = tenant.url(NAME) + "/v1/embeddings";
    Await.holds("answers with records", Await.PATIENTLY, () -> isRecorded(url));
    Set<String> seen;
    try (var askers = new Askers(url)) {
      for (var gateway : release.pods("gateway")) {
        askers.awaitMore(100);
        kill(gateway);
      }
      askers.awaitMore(100);
      seen = Set.copyOf(askers.seen);
    }
    var recorded = new HashSet<String>();
    for (var gateway : release.pods("gateway")) {
      var name = gateway.getMetadata().getName();
      var log = cluster.contents(release.namespace(), "data-" + name).resolve("evidence");
      var _ =
          Await.until(
              "a sound log of " + name,
              Await.PATIENTLY,
              () -> report(name, log),
              AuditTrailE2E::isWholeAndSound);
      recorded.addAll(starts(log));
    }
    assertThat(seen).hasSizeGreaterThan(300);
    assertThat(recorded).containsAll(seen);
  }

  @Test
  void the_log_of_a_gateway_that_was_scaled_away_is_looked_after_until_it_is_back()
      throws Exception {
    tenant.serve(NAME);
    var _ = tenant.awaitReady(NAME);
    demandRecords();
    var url = tenant.url(NAME) + "/v1/embeddings";
    Await.holds("answers with records", Await.PATIENTLY, () -> isRecorded(url));
    try (var askers = new Askers(url)) {
      askers.awaitMore(200);
    }
    var gone =
        release.pods("gateway").stream()
            .map(pod -> pod.getMetadata().getName())
            .max(Comparator.naturalOrder())
            .orElseThrow();
    var set = gone.substring(0, gone.lastIndexOf('-'));
    scale(set, 1);
    try {
      Await.holds(
          "a Job has looked after the log of " + gone,
          Await.PATIENTLY,
          () ->
              adoptions(gone).stream()
                  .anyMatch(job ->
                      job.getStatus() != null
                          && Objects.equals(job.getStatus().getSucceeded(), 1)));
      var log = cluster.contents(release.namespace(), "data-" + gone).resolve("evidence");
      var _ =
          Await.until(
              "a sound log of " + gone,
              Await.PATIENTLY,
              () -> report(gone, log),
              AuditTrailE2E::isWholeAndSound);
    } finally {
      scale(set, 2);
    }
    Await.holds(
        gone + " is back and records",
        Await.PATIENTLY,
        () -> pod(gone) != null && Readiness.isPodReady(pod(gone)));
    assertThat(isRecorded(url)).isTrue();
  }

  private void scale(String set, int replicas) {
    var _ =
        cluster
            .client()
            .apps()
            .statefulSets()
            .inNamespace(release.namespace())
            .withName(set)
            .scale(replicas);
  }

  private List<Job> adoptions(String gateway) {
    return cluster
        .client()
        .batch()
        .v1()
        .jobs()
        .inNamespace(release.namespace())
        .list()
        .getItems()
        .stream()
        .filter(job -> job.getMetadata().getName().startsWith(gateway + "-adopt-"))
        .toList();
  }

  /** A policy for this namespace alone, which asks for records and nothing else. */
  private void demandRecords() {
    tenant.apply(
        """
        apiVersion: steward.dev/v1alpha1
        kind: ClusterCompliancePolicy
        metadata: {name: %s}
        spec:
          enforcement: Deny
          namespaceSelector:
            matchLabels: {kubernetes.io/metadata.name: %s}
          retention:
            auditRecord: {min: P6M}
          audit: {onFailure: FailClosed}
        """
            .formatted(POLICY, tenant.namespace()));
  }

  private static boolean isRecorded(String url) {
    return Http.attemptPost(url, Services.embeddingOf("is it recorded?"))
        .filter(answer -> answer.status() == 200)
        .flatMap(answer -> answer.header("x-steward-record"))
        .isPresent();
  }

  private void kill(Pod gateway) {
    var name = gateway.getMetadata().getName();
    cluster.killProcess(gateway, "gateway");
    Await.holds(
        name + " is back",
        Await.PATIENTLY,
        () -> {
          var now = pod(name).getStatus().getContainerStatuses().getFirst();
          var before = gateway.getStatus().getContainerStatuses().getFirst();
          return now.getRestartCount() > before.getRestartCount() && now.getReady();
        });
  }

  private Pod pod(String name) {
    return cluster.client().pods().inNamespace(release.namespace()).withName(name).get();
  }

  /** With the public key that the operator has published, and nothing else. */
  private Program.Result report(String gateway, Path log) {
    var key =
        cluster
            .client()
            .configMaps()
            .inNamespace(release.namespace())
            .withName("steward-audit-keys")
            .get()
            .getData()
            .get(gateway);
    var file = write("log.pub", key + "\n");
    return cluster
        .steward()
        .attempt("", "audit", "verify", log.toString(), "--key", file.toString(), "--json");
  }

  private static boolean isWholeAndSound(Program.Result verified) {
    var report = json(verified.output());
    assertThat(report.path("findings")).isEmpty();
    return report.path("sound").asBoolean() && report.path("open").asLong() == 0;
  }

  private Set<String> starts(Path log) {
    var root =
        Optional.ofNullable(
                cluster
                    .client()
                    .secrets()
                    .inNamespace(release.namespace())
                    .withName("steward-audit")
                    .get()
                    .getData()
                    .get("root.key"))
            .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.US_ASCII))
            .orElseThrow();
    return cluster
        .steward()
        .run(
            "audit",
            "search",
            log.toString(),
            "--root-key",
            write("root.key", root).toString(),
            "--kind",
            "start",
            "--limit",
            "100000",
            "--json")
        .lines()
        .map(line -> json(line).path("id").asText())
        .collect(Collectors.toSet());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
