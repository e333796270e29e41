package dev.steward.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.ModelServiceStatus;
import dev.steward.api.v1alpha1.ModelServiceStatus.ArrivalStatus;
import dev.steward.api.v1alpha1.ServingConfigResource;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.ServiceId;
import dev.steward.operator.Services;
import dev.steward.operator.condition.Announcement;
import dev.steward.operator.condition.Verdict;
import dev.steward.operator.decide.Decider;
import dev.steward.operator.decide.Decision;
import dev.steward.operator.evidence.AuditHealth;
import dev.steward.operator.group.GroupId;
import dev.steward.operator.group.Turn;
import dev.steward.operator.observe.InspectionPodFacts;
import dev.steward.operator.observe.Observed;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.PodFacts.State;
import dev.steward.operator.observe.PodTrouble;
import dev.steward.operator.observe.PodTrouble.Ended;
import dev.steward.operator.observe.PodTrouble.ImageUnavailable;
import dev.steward.operator.observe.PodTrouble.Unschedulable;
import dev.steward.operator.observe.ScalingDecision;
import dev.steward.operator.plan.GatewayEndpoint;
import dev.steward.operator.plan.GatewayEndpoint.Phase;
import dev.steward.operator.plan.NodeFacts;
import dev.steward.operator.plan.NodeFacts.Standing;
import dev.steward.operator.plan.PlanSettings;
import dev.steward.operator.plan.RevisionName;
import dev.steward.operator.policy.Ruling;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stories of one service: what is seen, and what its owner is told. */
class ReporterTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String EMBEDDING = "{model: {uri: 'pvc://models/minilm', task: Embedding}}";
  private static final String GPUS =
      "{model: {uri: 'pvc://models/minilm'}, accelerator: {count: 2, minMemory: 20Gi}}";

  private final Decider decider = new Decider(new PlanSettings("steward", "runtime:1"));

  private String spec = EMBEDDING;
  private List<HasMetadata> owned = new ArrayList<>();
  private List<PodFacts> pods = new ArrayList<>();
  private List<InspectionPodFacts> inspections = new ArrayList<>();
  private Map<GroupId, Turn> turns = Map.of();
  private List<GatewayEndpoint> gateways = List.of(new GatewayEndpoint("10.0.0.1", Phase.READY));
  private Optional<List<NodeFacts>> nodes = Optional.empty();
  private Optional<ServiceId> hostnameHolder = Optional.empty();
  private List<ScalingDecision> decisions = List.of();
  private Map<String, Arrival> arrivals = Map.of();
  private @Nullable ModelServiceStatus status;

  private Observed observed(Instant now) {
    var service = Services.service(spec);
    service.setStatus(status);
    return new Observed(
        service,
        Optional.of(new GatewayPort(20001)),
        hostnameHolder,
        owned,
        pods,
        inspections,
        turns,
        gateways,
        nodes,
        decisions,
        arrivals,
        Ruling.UNGOVERNED,
        Optional.empty(),
        now);
  }

  private Report report(Refusal... refusals) {
    var observed = observed(NOW);
    return Reporter.report(
        observed, decider.decide(observed), List.of(refusals), AuditHealth.UNKNOWN);
  }

  /** As if all that was decided had been applied. */
  private void apply() {
    if (decider.decide(observed(NOW)) instanceof Decision.Planned(var settings, var plan)) {
      owned = new ArrayList<>(plan.objects());
    }
  }

  private String revision() {
    return RevisionName.of(Services.settings(spec));
  }

  private PodFacts pod(State state) {
    return new PodFacts(
        revision() + "-x",
        revision(),
        state,
        Optional.empty(),
        Map.of("nvidia.com/gpu", "1"),
        NOW,
        Optional.empty());
  }

  private PodFacts pod(PodTrouble trouble) {
    return new PodFacts(
        revision() + "-x",
        revision(),
        State.WAITING,
        Optional.of(trouble),
        Map.of(),
        NOW,
        Optional.empty());
  }

  private static Condition condition(Report report, String type) {
    var conditions = report.status().conditions();
    assertThat(conditions).isNotNull();
    return conditions.stream().filter(c -> c.getType().equals(type)).findFirst().orElseThrow();
  }

  private static void assertTold(Report report, String reason, String... words) {
    var ready = condition(report, "Ready");
    assertThat(ready.getStatus()).isEqualTo("False");
    assertThat(ready.getReason()).as(ready.getMessage()).isEqualTo(reason);
    assertThat(ready.getMessage()).contains(words);
  }

  @Test
  void a_new_service_starts() {
    var report = report();
    assertTold(report, "Starting", "0 of 1 pods");
    assertThat(condition(report, "Reconciling").getStatus()).isEqualTo("True");
    assertThat(condition(report, "Stalled").getStatus()).isEqualTo("False");
    assertThat(report.status().ready()).isEqualTo("0/1");
    assertThat(report.status().model()).isNull();
  }

  private static final long GIB = 1L << 30;
  private static final Arrival AT_HALF =
      new Arrival(
          Arrival.Phase.DOWNLOADING,
          2 * GIB,
          OptionalLong.of(4 * GIB),
          GIB,
          GIB / 20,
          Optional.empty());

  private PodFacts pod(String name, State state) {
    return new PodFacts(name, revision(), state, Optional.empty(), Map.of(), NOW, Optional.empty());
  }

  @Test
  void a_model_that_is_downloaded_is_told_as_far_as_the_pod_that_is_furthest_behind() {
    spec = "{model: {uri: 'hf://org/large'}, scaling: {replicas: 3}}";
    apply();
    pods.addAll(List.of(pod("a", State.RUNNING), pod("b", State.RUNNING), pod("c", State.RUNNING)));
    arrivals =
        Map.of(
            "a",
            AT_HALF,
            "b",
            new Arrival(
                Arrival.Phase.DOWNLOADING,
                GIB,
                OptionalLong.of(4 * GIB),
                0,
                GIB / 10,
                Optional.of("the server answers 503")),
            "c",
            new Arrival(Arrival.Phase.WAITING, 0, OptionalLong.empty(), 0, 0, Optional.empty()));
    var report = report();
    assertTold(
        report,
        "Starting",
        "0 of 3 pods answer; downloading the model to 2 pods: 1.0 of 4.0 GiB (25 %), about 35 s"
            + " left; it is tried again, because the server answers 503; 1 more wait for it.");
    assertThat(report.status().arrival())
        .isEqualTo(
            new ArrivalStatus(
                "Downloading", GIB, 4 * GIB, 25, null, 31L, 2, 1, "the server answers 503"));
  }

  @Test
  void a_download_that_goes_on_says_with_what_it_began() {
    spec = "{model: {uri: 'hf://org/large'}}";
    apply();
    pods.add(pod("a", State.RUNNING));
    arrivals = Map.of("a", AT_HALF);
    assertTold(
        report(),
        "Starting",
        "downloading the model: 2.0 of 4.0 GiB (50 %), about 45 s left, begun with 1.0 GiB.");
    assertThat(report().status().arrival())
        .isEqualTo(new ArrivalStatus("Downloading", 2 * GIB, 4 * GIB, 50, GIB, 41L, 1, null, null));
  }

  @Test
  void a_download_that_failed_says_what_the_next_attempt_has() {
    spec = "{model: {uri: 'hf://org/large'}}";
    apply();
    var ended =
        new Ended(
            "Error", 1, "{\"code\": \"download_failed\", \"message\": \"it broke; mend it\"}");
    pods.add(pod(ended));
    arrivals = Map.of(revision() + "-x", AT_HALF);
    assertTold(
        report(),
        "DownloadFailed",
        "it broke; mend it. It is tried again: the download of the model broke off at"
            + " 2.0 of 4.0 GiB (50 %), and goes on from there.");
    assertThat(report().status().arrival()).extracting("phase").isEqualTo("Interrupted");
  }

  @Test
  void a_model_that_is_here_is_loaded() {
    spec = "{model: {uri: 'hf://org/large'}}";
    apply();
    pods.add(pod("a", State.RUNNING));
    arrivals =
        Map.of(
            "a",
            new Arrival(
                Arrival.Phase.LOADING, 4 * GIB, OptionalLong.of(4 * GIB), 0, 0, Optional.empty()));
    assertTold(report(), "Starting", "0 of 1 pods answer; 1 load the model.");
    assertThat(report().status().arrival()).extracting("phase").isEqualTo("Loading");
  }

  @Test
  void once_a_pod_answers_its_way_is_no_news() {
    spec = "{model: {uri: 'hf://org/large'}}";
    apply();
    pods.add(pod("a", State.READY));
    arrivals = Map.of("a", AT_HALF);
    assertThat(condition(report(), "Ready").getStatus()).isEqualTo("True");
    assertThat(report().status().arrival()).isNull();
  }

  @Test
  void a_ready_and_routed_pod_makes_a_service_ready() {
    apply();
    pods.add(pod(State.READY));
    var report = report();
    assertThat(condition(report, "Ready").getStatus()).isEqualTo("True");
    assertThat(condition(report, "Ready").getReason()).isEqualTo("Serving");
    assertThat(condition(report, "Reconciling").getStatus()).isEqualTo("False");
    assertThat(condition(report, "Stalled").getStatus()).isEqualTo("False");
    assertThat(report.status().url()).isEqualTo("http://minilm.team.svc");
    assertThat(report.status().endpoints())
        .isEqualTo(
            new ModelServiceStatus.Endpoints(
                "http://minilm.team.svc/v2/models/minilm",
                "http://minilm.team.svc/v1",
                "minilm.team.svc:80"));
    assertThat(report.status().model())
        .isEqualTo(
            new ModelServiceStatus.ServedModel(
                "minilm", "pvc://models/minilm", null, revision(), null, null));
    assertThat(report.status().observedGeneration()).isEqualTo(3);
    assertThat(report.lookAgain()).isEmpty();
  }

  @Test
  void a_ready_pod_that_nothing_leads_to_makes_no_service_ready() {
    pods.add(pod(State.READY));
    assertTold(report(), "Starting", revision());
    apply();
    gateways = List.of(new GatewayEndpoint("10.0.0.1", Phase.NOT_READY));
    assertTold(report(), "NoGateway", "No gateway is ready");
  }

  @Test
  void at_zero_it_is_ready_once_the_gateways_had_the_time_to_open_its_port() {
    spec = "{model: {uri: 'pvc://models/minilm'}, scaling: {replicas: 0}}";
    apply();
    told(NOW.minusMillis(500));
    assertTold(report(), "Starting", "told of the service");
    assertThat(report().lookAgain()).isPresent();
    told(NOW.minusSeconds(2));
    assertThat(condition(report(), "Ready").getStatus()).isEqualTo("True");
    assertThat(report().lookAgain()).isEmpty();
    // The API server's clock is ahead of this one.
    told(NOW.plusSeconds(60));
    assertThat(condition(report(), "Ready").getStatus()).isEqualTo("True");
  }

  /** The gateways were first told of the service at that time. */
  private void told(Instant created) {
    owned.stream()
        .filter(ServingConfigResource.class::isInstance)
        .forEach(config -> config.getMetadata().setCreationTimestamp(created.toString()));
  }

  @Test
  void on_its_way_to_zero_it_is_ready_whoever_is_still_led_to() {
    apply();
    pods.add(pod(State.READY));
    spec = "{model: {uri: 'pvc://models/minilm'}, scaling: {replicas: 0}}";
    var ready = condition(report(), "Ready");
    assertThat(ready.getStatus()).isEqualTo("True");
    assertThat(ready.getReason()).isEqualTo("ScaledToZero");
    assertThat(ready.getMessage()).contains("starts a pod");
  }

  @Test
  void at_zero_it_is_ready() {
    spec = "{model: {uri: 'pvc://models/minilm'}, scaling: {replicas: 0}}";
    apply();
    var ready = condition(report(), "Ready");
    assertThat(ready.getStatus()).isEqualTo("True");
    assertThat(ready.getReason()).isEqualTo("ScaledToZero");
  }

  @Test
  void gpus_that_no_node_has_are_told_with_what_the_nodes_have() {
    spec = GPUS;
    apply();
    pods.add(
        pod(
            new Unschedulable(
                "0/3 nodes are available: 3 Insufficient nvidia.com/gpu. no new claims to"
                    + " deallocate, preemption: 0/3 nodes are available: 3 No preemption victims"
                    + " found.")));
    nodes =
        Optional.of(
            List.of(
                new NodeFacts("cpu", Map.of("cpu", "8"), Map.of(), Standing.READY),
                new NodeFacts(
                    "small",
                    Map.of("nvidia.com/gpu", "1"),
                    Map.of("nvidia.com/gpu.product", "NVIDIA-T4", "nvidia.com/gpu.memory", "15360"),
                    Standing.READY),
                new NodeFacts(
                    "big",
                    Map.of("nvidia.com/gpu", "8"),
                    Map.of("nvidia.com/gpu.product", "NVIDIA-L4", "nvidia.com/gpu.memory", "23034"),
                    Standing.READY)));
    var report = report();
    assertTold(
        report,
        "Unschedulable",
        "it asks for 2 nvidia.com/gpu with at least 20480 MiB; big has 8 (NVIDIA-L4, 23034 MiB),"
            + " small has 1 (NVIDIA-T4, 15360 MiB), 1 without.",
        "3 Insufficient nvidia.com/gpu.");
    assertThat(condition(report, "Ready").getMessage())
        .endsWith("The scheduler says: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu.");
    assertThat(condition(report, "Reconciling").getStatus()).isEqualTo("True");
    assertThat(report.events())
        .singleElement()
        .satisfies(event -> assertThat(event.severity()).isEqualTo(Announcement.Severity.Warning));
  }

  @Test
  void in_an_installation_for_one_namespace_the_scheduler_alone_tells() {
    spec = GPUS;
    apply();
    pods.add(pod(new Unschedulable("0/3 nodes are available: 3 Insufficient nvidia.com/gpu.")));
    assertTold(report(), "Unschedulable", "isn't visible", "3 Insufficient nvidia.com/gpu.");
  }

  @Test
  void a_missing_claim_is_told_by_its_field() {
    apply();
    pods.add(pod(new Unschedulable("persistentvolumeclaim \"models\" not found")));
    var report = report();
    assertTold(report, "VolumeMissing", "spec.model.uri", "\"models\"", "namespace team");
    assertThat(condition(report, "Stalled").getStatus()).isEqualTo("True");
    assertThat(condition(report, "Reconciling").getStatus()).isEqualTo("False");
  }

  @ParameterizedTest
  @CsvSource({
    "digest_mismatch, DigestMismatch, True",
    "signature_invalid, SignatureInvalid, True",
    "model_missing, ModelMissing, True",
    "model_corrupt, ModelCorrupt, True",
    "model_unsuitable, ModelUnsuitable, True",
    "gpu_unusable, GpuUnusable, True",
    "out_of_memory, OutOfMemory, True",
    "disk_full, DiskFull, True",
    "invalid_config, RuntimeMisconfigured, True",
    "download_failed, DownloadFailed, False",
    "internal, RuntimeCrashed, True"
  })
  void last_words_of_a_runtime_are_the_reason(String code, String reason, String stalled) {
    apply();
    pods.add(
        pod(
            new Ended(
                "Error",
                1,
                "{\"code\": \"%s\", \"message\": \"model.onnx: it is wrong\"}\n".formatted(code))));
    var report = report();
    assertTold(report, reason, "model.onnx: it is wrong");
    assertThat(condition(report, "Stalled").getStatus()).isEqualTo(stalled);
  }

  @Test
  void a_killed_process_is_told_with_its_limit() {
    apply();
    pods.add(pod(new Ended("OOMKilled", 137, "")));
    assertTold(report(), "OutOfMemory", "2Gi", "spec.runtime.resources.limits.memory");
  }

  @Test
  void a_process_without_last_words_is_told_by_the_end_of_its_output() {
    apply();
    pods.add(pod(new Ended("Error", 134, "x".repeat(5000) + " SIGABRT in libonnxruntime")));
    assertTold(report(), "RuntimeCrashed", "134", "SIGABRT in libonnxruntime");
    assertThat(condition(report(), "Ready").getMessage().length()).isLessThan(Verdict.MAX_MESSAGE);
  }

  @Test
  void refused_pods_are_told_in_the_api_servers_words() {
    apply();
    for (var object : owned) {
      if (object instanceof Deployment deployment) {
        deployment.setStatus(
            new DeploymentStatusBuilder()
                .addNewCondition()
                .withType("ReplicaFailure")
                .withStatus("True")
                .withMessage("exceeded quota: gpus")
                .endCondition()
                .build());
      }
    }
    assertTold(report(), "PodsRefused", "exceeded quota: gpus");
  }

  @Test
  void a_name_in_use_stands_before_everything_and_is_looked_at_again() {
    pods.add(pod(new Ended("Error", 1, "")));
    var report = report(new Refusal.NameInUse("Service minilm"));
    assertTold(report, "NameInUse", "Service minilm", "rename");
    assertThat(report.lookAgain()).isPresent();
  }

  @Test
  void a_cluster_without_image_volumes_is_told_with_what_to_use_instead() {
    spec = "{model: {uri: 'image://r.example/minilm:1/models'}}";
    var report = report(new Refusal.WithoutImageVolume("Deployment minilm-0"));
    assertTold(
        report,
        "ImageVolumesUnavailable",
        "spec.model.uri: ",
        "Deployment minilm-0",
        "use oci://r.example/minilm:1, whose folder /models",
        "feature gate ImageVolume");
    assertThat(condition(report, "Stalled").getStatus()).isEqualTo("True");
    assertThat(report.lookAgain()).isPresent();
  }

  @Test
  void an_image_of_a_model_that_cannot_be_pulled_is_told_from_the_runtimes() {
    spec = "{model: {uri: 'image://r.example/minilm:1'}}";
    apply();
    pods.add(pod(new ImageUnavailable("runtime:1", "resolve \"r.example/minilm:1\": not found")));
    assertTold(
        report(),
        "ModelImageUnavailable",
        "spec.model.uri: \"r.example/minilm:1\" can't be pulled: resolve");
    pods.clear();
    pods.add(pod(new ImageUnavailable("runtime:1", "resolve \"runtime:1\": not found")));
    assertTold(report(), "ImageUnavailable", "spec.runtime.image: \"runtime:1\"");
  }

  @Test
  void a_hostname_of_another_namespaces_service_is_told_without_its_name() {
    spec = "{model: {uri: 'pvc://models/minilm'}, exposure: {hostname: m.example}}";
    hostnameHolder = Optional.of(new ServiceId("secret", "theirs", "uid"));
    apply();
    pods.add(pod(State.READY));
    var report = report();
    assertTold(report, "HostnameInUse", "m.example", "another namespace");
    assertThat(condition(report, "Ready").getMessage()).doesNotContain("secret", "theirs");
    var config =
        owned.stream()
            .filter(ServingConfigResource.class::isInstance)
            .map(ServingConfigResource.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(config.getSpec().hostnames()).isEmpty();
  }

  @Test
  void an_unreadable_spec_leaves_the_rest_of_the_status_as_it_was() {
    apply();
    pods.add(pod(State.READY));
    status = report().status();
    spec = "{model: {uri: 'pvc://models/minilm'}, traffic: {timeout: soon}}";
    var report = report();
    assertTold(report, "InvalidSpec", "spec.traffic.timeout");
    assertThat(report.status().ready()).isEqualTo("1/1");
  }

  @Test
  void the_old_revision_serves_while_the_new_one_crashes() {
    apply();
    pods.add(pod(State.READY));
    var old = revision();
    spec = "{model: {uri: 'pvc://models/other', task: Embedding}}";
    var before = owned;
    apply();
    owned.addAll(before.stream().filter(it -> it.getMetadata().getName().equals(old)).toList());
    pods.add(pod(new Ended("Error", 1, "{\"code\": \"model_missing\", \"message\": \"nothing\"}")));
    // Requests go to the old one still.
    owned.removeIf(ServingConfigResource.class::isInstance);
    owned.addAll(before.stream().filter(ServingConfigResource.class::isInstance).toList());
    var report = report();
    assertTold(report, "ModelMissing", "Meanwhile revision " + old + " serves.");
    assertThat(report.status().model())
        .satisfies(model -> assertThat(model.uri()).isEqualTo("pvc://models/minilm"));
    assertThat(report.status().revision()).isEqualTo(revision());
  }

  @Test
  void a_report_of_the_same_situation_is_the_same_but_for_its_event() {
    apply();
    pods.add(pod(State.READY));
    var first = report();
    assertThat(first.events()).isNotEmpty();
    status = first.status();
    var later = observed(NOW.plusSeconds(3600));
    var second = Reporter.report(later, decider.decide(later), List.of(), AuditHealth.UNKNOWN);
    assertThat(second.status()).isEqualTo(first.status());
    assertThat(second.events()).isEmpty();
  }

  @Test
  void a_condition_keeps_the_time_of_its_last_change() {
    status = report().status();
    apply();
    pods.add(pod(State.READY));
    var later = observed(NOW.plusSeconds(60));
    var report = Reporter.report(later, decider.decide(later), List.of(), AuditHealth.UNKNOWN);
    assertThat(condition(report, "Ready").getLastTransitionTime())
        .isEqualTo("2026-01-01T00:01:00Z");
    assertThat(condition(report, "Stalled").getLastTransitionTime())
        .isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void every_reason_says_what_to_do() {
    for (var reason : Reason.values()) {
      assertThat(reason.meaning()).as(reason.name()).endsWith(".").doesNotContain("\n");
      assertThat(reason.remedy()).as(reason.name()).endsWith(".");
    }
  }
}
