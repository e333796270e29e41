package dev.steward.operator.plan;

import static dev.steward.operator.Services.service;
import static dev.steward.operator.Services.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RevisionHistoryTest {

  private static final ServiceSettings SERVICE = settings("{model: {uri: 'pvc://models/minilm'}}");
  private static final PlanSettings OLD = new PlanSettings("steward", "runtime:old");
  private static final PlanSettings NEW = new PlanSettings("steward", "runtime:new");

  private static ControllerRevision stored(
      ServiceSettings settings, PlanSettings plan, long number) {
    var name = RevisionName.of(settings);
    var template =
        RuntimePod.template(settings, name, settings.image().orElse(plan.runtimeImage()));
    return RevisionHistory.object(
        new Revision(name, number, template), new OwnedMetadata(settings.service()));
  }

  @Test
  void an_upgrade_of_steward_changes_no_pod() {
    var history = RevisionHistory.of(List.of(stored(SERVICE, OLD, 1)), List.of());
    var current = history.current(SERVICE, NEW, Optional.empty());
    assertThat(current.image()).isEqualTo("runtime:old");
    assertThat(current.template())
        .isEqualTo(RuntimePod.template(SERVICE, current.name(), "runtime:old"));
  }

  @Test
  void a_process_is_the_first_of_its_namespace_only_in_an_image_of_others() {
    var history = RevisionHistory.of(List.of(), List.of());
    var own = settings("{model: {uri: 'pvc://models/minilm'}, runtime: {image: 'engine:1'}}");
    assertThat(shared(history.current(SERVICE, NEW, Optional.empty()))).contains(true);
    assertThat(shared(history.current(own, NEW, Optional.empty()))).isEmpty();
  }

  private static Optional<Boolean> shared(Revision revision) {
    return Optional.ofNullable(revision.template().getSpec().getShareProcessNamespace());
  }

  @Test
  void a_change_of_the_service_takes_the_new_image() {
    var history = RevisionHistory.of(List.of(stored(SERVICE, OLD, 1)), List.of());
    var changed = settings("{model: {uri: 'pvc://models/other'}}");
    var current = history.current(changed, NEW, Optional.empty());
    assertThat(current.image()).isEqualTo("runtime:new");
    assertThat(current.number()).isEqualTo(2);
  }

  @Test
  void coming_back_to_an_earlier_spec_brings_back_its_image() {
    var other = settings("{model: {uri: 'pvc://models/other'}}");
    var history =
        RevisionHistory.of(List.of(stored(SERVICE, OLD, 1), stored(other, NEW, 2)), List.of());
    var current = history.current(SERVICE, NEW, Optional.empty());
    assertThat(current.image()).isEqualTo("runtime:old");
    assertThat(current.number()).isEqualTo(3);
  }

  @Test
  void a_deleted_revision_whose_pods_run_is_made_again_with_their_image() {
    var plan = Planner.plan(service("{model: {uri: 'pvc://models/minilm'}}"), OLD);
    var deployment =
        plan.orThrow(v -> new IllegalStateException(v.message())).objects().stream()
            .filter(Deployment.class::isInstance)
            .map(Deployment.class::cast)
            .findFirst()
            .orElseThrow();
    var history = RevisionHistory.of(List.of(), List.of(deployment));
    assertThat(history.current(SERVICE, NEW, Optional.empty()).image()).isEqualTo("runtime:old");
  }

  @Test
  void a_revision_from_before_credentials_stays_plain_though_it_is_made_again() {
    var name = RevisionName.of(SERVICE);
    var plain = RuntimePod.plainTemplate(SERVICE, name, "runtime:old");
    var stored =
        RevisionHistory.object(new Revision(name, 1, plain), new OwnedMetadata(SERVICE.service()));
    var kept = RevisionHistory.of(List.of(stored), List.of());
    assertThat(kept.current(SERVICE, NEW, Optional.empty()).template()).isEqualTo(plain);
    assertThat(kept.plain()).containsExactly(name);

    var deployment =
        new DeploymentBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withTemplate(plain)
            .endSpec()
            .build();
    var lost = RevisionHistory.of(List.of(), List.of(deployment));
    assertThat(lost.current(SERVICE, NEW, Optional.empty()).template()).isEqualTo(plain);
    assertThat(
            RevisionHistory.of(List.of(), List.of())
                .current(SERVICE, NEW, Optional.empty())
                .hasCredentials())
        .isTrue();
  }

  @Test
  void history_is_bounded() {
    var revisions =
        IntStream.range(0, 20)
            .mapToObj(
                i -> stored(settings("{model: {uri: 'pvc://models/m" + i + "'}}"), OLD, i + 1))
            .toList();
    var used = revisions.getFirst().getMetadata().getName();
    var kept = RevisionHistory.of(new ArrayList<>(revisions), List.of()).kept(Set.of(used));
    assertThat(kept).hasSize(1 + RevisionHistory.KEPT);
    assertThat(kept).extracting(Revision::name).contains(used);
    assertThat(kept.stream().map(Revision::number)).contains(20L, 16L).doesNotContain(15L);
  }

  @Test
  void what_is_not_of_stewards_making_is_passed_over() {
    var foreign = stored(SERVICE, OLD, 7);
    foreign.setData(Map.of("spec", "other"));
    assertThat(
            RevisionHistory.of(List.of(foreign), List.of())
                .current(SERVICE, NEW, Optional.empty())
                .number())
        .isEqualTo(1);
  }
}
