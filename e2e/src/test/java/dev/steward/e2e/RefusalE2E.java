package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything is made of it. */
@ExtendWith(SharedWorld.class)
@Order(3)
class RefusalE2E {

  private final Tenant tenant;

  RefusalE2E(World world) {
    tenant = world.tenant();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{model: {uri: 'pvc://models/minilm', colour: red}}               | spec.model.colour",
        "{model: {url: 'pvc://models/minilm'}}                            | spec.model.url",
        "{model: {}}                                                      | spec.model.uri",
        "{}                                                               | spec.model",
        "{model: {uri: 7}}                                                | spec.model.uri",
        "{model: {uri: 'ftp://host/m.onnx'}}                              | pvc://CLAIM/PATH",
        "{model: {uri: 'pvc://models/../secret'}}                         | spec.model.uri",
        "{model: {uri: 'pvc://models/m', digest: 'sha256:12'}}            | spec.model.digest",
        "{model: {uri: 'pvc://models/m', task: Chat}}                     | spec.model.task",
        "{model: {uri: 'pvc://models/m'}, scaling: {replicas: -1}}        | spec.scaling.replicas",
        "{model: {uri: 'pvc://models/m'}, traffic: {timeout: 1ms}}        | spec.traffic.timeout",
        "{model: {uri: 'pvc://models/m'}, accelerator: {count: 0}}        | spec.accelerator.count"
      })
  void the_api_server_refuses_what_makes_no_sense_and_names_the_field(String spec, String named) {
    var result =
        tenant.attemptApply(
            "{apiVersion: steward.dev/v1alpha1, kind: ModelService, metadata: {name: wrong}, spec: %s}"
                .formatted(spec));
    assertThat(result.status()).isNotZero();
    assertThat(result.errors()).contains(named);
    assertThat(tenant.find("wrong")).isEmpty();
  }

  @Test
  void a_name_that_no_service_can_have_is_refused() {
    var result = tenant.attemptApply(Services.quick("9-to-5"));
    assertThat(result.status()).isNotZero();
    assertThat(result.errors()).contains("metadata.name");
  }

  @Test
  void a_name_that_is_in_use_is_told_and_its_owner_keeps_it() {
    tenant.apply(
        "{apiVersion: v1, kind: Service, metadata: {name: taken}, spec: {ports: [{port: 8888}]}}");
    tenant.serve("taken");
    var ready =
        Await.present(
            "a word about the name in use",
            Await.PATIENTLY,
            () ->
                tenant
                    .service("taken")
                    .condition("Ready")
                    .filter(condition -> condition.message().contains("Service")));
    assertThat(ready.isTrue()).isFalse();
    assertThat(ready.message()).contains("taken");
    assertThat(tenant.kubectl("get", "service", "taken", "-o", "jsonpath={.spec.ports[0].port}"))
        .isEqualTo("8888");
    tenant.remove("taken");
    assertThat(tenant.kubectl("get", "service", "taken", "-o", "name")).contains("service/taken");
    tenant.kubectl("delete", "service", "taken");
  }
}
