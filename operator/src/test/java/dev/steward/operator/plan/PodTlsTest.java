package dev.steward.operator.plan;

import static dev.steward.core.serving.Protocol.GRPC;
import static dev.steward.core.serving.Protocol.HTTP;
import static dev.steward.operator.Services.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.PeerName;
import dev.steward.operator.policy.Terms;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What gateways are told of pods with credentials and of those from before. */
class PodTlsTest {

  private static final PlanSettings STEWARD = new PlanSettings("steward", "runtime:1");
  private static final ServiceSettings SERVICE =
      ServiceSettings.of(service("{model: {uri: 'pvc://models/minilm'}}"))
          .orThrow(violation -> new IllegalStateException(violation.message()));

  @Test
  void pods_of_a_new_revision_must_prove_the_service_s_name() {
    var plan = plan(List.of());
    assertThat(plan.serving().peer(plan.revision())).contains(PeerName.podsOf(SERVICE.service()));
  }

  @Test
  void a_revision_from_before_an_upgrade_is_served_in_plain_as_its_pods_are() {
    var name = RevisionName.of(SERVICE);
    var old = new Revision(name, 1, RuntimePod.plainTemplate(SERVICE, name, "runtime:0"));
    var plan = plan(List.of(old));
    assertThat(plan.current().orElseThrow().template()).isEqualTo(old.template());
    assertThat(plan.serving().peer(name)).isEmpty();
    assertThat(plan.serving().peer("minilm-another")).isPresent();
  }

  @Test
  void pods_of_steward_s_runtime_speak_grpc_and_those_from_before_are_left_as_they_are() {
    assertThat(plan(List.of()).serving().protocols()).containsExactlyInAnyOrder(HTTP, GRPC);
    var name = RevisionName.of(SERVICE);
    var old = new Revision(name, 1, RuntimePod.template(SERVICE, name, "runtime:0"));
    var plan = plan(List.of(old));
    assertThat(plan.current().orElseThrow().template()).isEqualTo(old.template());
    assertThat(plan.serving().protocols()).containsExactly(HTTP);
  }

  private static Plan planned(String runtime) {
    var spec = "{model: {uri: 'pvc://models/m'}, runtime: %s}".formatted(runtime);
    return Planner.plan(service(spec), STEWARD)
        .orThrow(violation -> new IllegalStateException(violation.message()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{image: 'vllm:1', plainHttp: {port: 8000}}", "{image: 'own:1'}"})
  void an_image_of_which_nobody_says_more_speaks_http_alone(String runtime) {
    var plan = planned(runtime);
    assertThat(plan.serving().protocols()).containsExactly(HTTP);
    assertThat(GrpcPort.isOpenIn(plan.current().orElseThrow().template())).isFalse();
  }

  @Test
  void an_image_that_speaks_grpc_by_its_service_s_word_gets_the_port() {
    var plan = planned("{image: 'runtime-torch:1', protocols: [Http, Grpc]}");
    assertThat(plan.serving().protocols()).containsExactlyInAnyOrder(HTTP, GRPC);
    assertThat(GrpcPort.isOpenIn(plan.current().orElseThrow().template())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{protocols: [Http, Grpc]}",
        "{image: 'own:1', protocols: [Grpc]}",
        "{image: 'own:1', plainHttp: {port: 8000}, protocols: [Http]}"
      })
  void what_cannot_be_spoken_is_refused(String runtime) {
    var spec = "{model: {uri: 'pvc://models/m'}, runtime: %s}".formatted(runtime);
    assertThat(ServiceSettings.of(service(spec)))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid ->
                assertThat(invalid.violation().message()).startsWith("spec.runtime.protocols: "));
  }

  private static Plan plan(List<Revision> stored) {
    var metadata = new OwnedMetadata(SERVICE.service());
    return new Planner(STEWARD)
        .plan(
            SERVICE,
            new Planner.Present(
                new GatewayPort(20001),
                List.of(),
                stored.stream()
                    .map(revision -> RevisionHistory.object(revision, metadata))
                    .toList(),
                List.of(),
                SeenGroups.NONE,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Terms.FREE,
                Instant.EPOCH));
  }
}
