package dev.steward.operator.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.scale.LoadReports.Load;
import dev.steward.operator.scale.ReplicaWriter.Written;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScalerTest {
  private static final Instant BEGIN = Instant.parse("2026-06-01T10:00:00Z");
  private static final Load NOBODY = new Load(0, 0, 0, 0);

  private Instant now = BEGIN;
  private Optional<Load> load = Optional.of(NOBODY);
  private Written answer = Written.DONE;
  private final List<Integer> written = new ArrayList<>();
  private final Scaler scaler =
      new Scaler(
          (service, second) -> load,
          (service, replicas) -> {
            written.add(replicas);
            return answer;
          },
          () -> now);

  private static ModelService service(String scaling) {
    var yaml =
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        spec:
          model: {uri: "pvc://models/minilm"}
          scaling: %s
        """
            .formatted(scaling);
    var service = new KubernetesSerialization().unmarshal(yaml, ModelService.class);
    service.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("team-a")
            .withName("minilm")
            .withUid("uid")
            .withResourceVersion("7")
            .build());
    return service;
  }

  private static List<PodFacts> ready(int pods) {
    return IntStream.range(0, pods)
        .mapToObj(i ->
            new PodFacts(
                "pod-" + i,
                "minilm-1",
                PodFacts.State.READY,
                Optional.empty(),
                Map.of(),
                BEGIN.minusSeconds(100),
                Optional.of(BEGIN.minusSeconds(95))))
        .toList();
  }

  private void seconds(int number, ModelService service, List<PodFacts> pods) {
    for (var i = 0; i < number; i++) {
      now = now.plusSeconds(1);
      scaler.scale(service, pods);
    }
  }

  @Test
  void a_request_that_waits_at_zero_gets_a_pod_at_once() {
    load = Optional.of(new Load(1, 1, 1, 0));
    scaler.scale(service("{min: 0, replicas: 0}"), List.of());
    assertThat(written).containsExactly(1);
    assertThat(scaler.decisions("uid"))
        .singleElement()
        .satisfies(decision -> {
          assertThat(decision.from()).isZero();
          assertThat(decision.to()).isEqualTo(1);
          assertThat(decision.reason()).isEqualTo("WOKEN");
          assertThat(decision.message()).isNotBlank();
        });
  }

  @Test
  void a_service_that_nobody_asks_goes_to_zero_after_its_time() {
    var service = service("{min: 0, replicas: 1, scaleToZeroAfter: 70s}");
    seconds(69, service, ready(1));
    assertThat(written).isEmpty();
    seconds(10, service, ready(1));
    assertThat(written).isNotEmpty().containsOnly(0);
  }

  @Test
  void a_new_leader_lowers_nothing_before_it_has_seen_a_stable_window() {
    var service = service("{replicas: 5}");
    seconds(50, service, ready(5));
    assertThat(written).isEmpty();
    seconds(30, service, ready(5));
    assertThat(written).isNotEmpty();
  }

  @Test
  void without_reports_nothing_is_changed() {
    load = Optional.empty();
    seconds(200, service("{min: 0, replicas: 3}"), ready(3));
    assertThat(written).isEmpty();
  }

  @Test
  void what_somebody_else_owns_is_never_touched() {
    load = Optional.of(new Load(500, 400, 100, 1));
    seconds(100, service("{mode: External, replicas: 1}"), ready(1));
    seconds(100, service("{mode: Fixed, replicas: 1}"), ready(1));
    assertThat(written).isEmpty();
  }

  @Test
  void a_write_that_was_overtaken_isn_t_told_as_done() {
    answer = Written.OVERTAKEN;
    load = Optional.of(new Load(1, 1, 1, 0));
    scaler.scale(service("{min: 0, replicas: 0}"), List.of());
    assertThat(written).containsExactly(1);
    assertThat(scaler.decisions("uid")).isEmpty();
  }

  @Test
  void five_decisions_are_kept_and_those_of_services_that_are_gone_are_not() {
    load = Optional.of(new Load(1, 1, 1, 0));
    seconds(9, service("{min: 0, replicas: 0}"), List.of());
    assertThat(scaler.decisions("uid")).hasSize(5);
    assertThat(scaler.decisions("uid").getFirst().at()).isEqualTo(now);
    scaler.retain(Set.of());
    assertThat(scaler.decisions("uid")).isEmpty();
  }

  @Test
  void a_report_that_came_late_is_still_counted() {
    var service = service("{min: 0, replicas: 0}");
    load = Optional.empty();
    seconds(3, service, List.of());
    load = Optional.of(new Load(1, 1, 1, 0));
    seconds(1, service, List.of());
    assertThat(written).containsExactly(1);
  }

  @Test
  void a_spec_that_can_t_be_read_stops_the_scaling_and_nothing_else() {
    load = Optional.of(new Load(1, 1, 1, 0));
    scaler.scale(service("{min: 9, max: 3, replicas: 0}"), List.of());
    assertThat(written).isEmpty();
  }

  @Test
  void where_another_autoscaler_wrote_last_the_number_is_left_alone_for_ten_minutes() {
    var service = writtenBy("kube-controller-manager", service("{replicas: 5}"));
    seconds(599, service, ready(5));
    assertThat(written).isEmpty();

    seconds(10, service, ready(5));
    assertThat(written).isNotEmpty();
  }

  @Test
  void another_autoscaler_doesn_t_keep_those_waiting_who_ask_at_zero() {
    load = Optional.of(new Load(1, 1, 1, 0));
    scaler.scale(writtenBy("kube-controller-manager", service("{min: 0, replicas: 0}")), List.of());
    assertThat(written).containsExactly(1);
  }

  @Test
  void what_a_person_wrote_holds_until_the_load_says_otherwise() {
    seconds(90, writtenBy("kubectl", service("{replicas: 5}")), ready(5));
    assertThat(written).isNotEmpty();
  }

  private static ModelService writtenBy(String manager, ModelService service) {
    var fields = new FieldsV1();
    fields.setAdditionalProperty("f:spec", Map.of("f:scaling", Map.of("f:replicas", Map.of())));
    var entry = new ManagedFieldsEntry();
    entry.setManager(manager);
    entry.setSubresource("scale");
    entry.setFieldsV1(fields);
    service.getMetadata().setManagedFields(List.of(entry));
    return service;
  }
}
