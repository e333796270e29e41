package dev.steward.operator.plan;

import static dev.steward.operator.Services.settings;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionNameTest {

  private static final String NAME =
      RevisionName.of(settings("{model: {uri: 'pvc://models/minilm'}}"));

  private static final String EVERYTHING =
      "{model: {uri: 'pvc://models/minilm', name: m, task: Embedding}, runtime: {image: i, env:"
          + " [{name: A, value: b}], resources: {limits: {cpu: 2}}}, accelerator: {count: 2,"
          + " products: [L4], minMemory: 20Gi, runtimeClassName: nvidia}, placement: {nodeSelector:"
          + " {a: b}, tolerations: [{operator: Exists}], priorityClassName: p}, traffic: {timeout:"
          + " 90s}}";

  /** A change here restarts every model of every installation that upgrades. */
  @Test
  void the_name_of_a_revision_never_changes_between_versions_of_steward() {
    assertThat(NAME).isEqualTo("minilm-de75ef9f");
    assertThat(RevisionName.of(settings(EVERYTHING))).isEqualTo("minilm-cb98473d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{model: {uri: 'pvc://models/minilm'}, scaling: {replicas: 5}}",
        "{model: {uri: 'pvc://models/minilm'}, sharding: {strategy: Data, aggregate: Sum}}",
        "{model: {uri: 'pvc://models/minilm'}, exposure: {hostname: a.example}}",
        "{model: {uri: 'pvc://models/minilm', name: minilm, task: Tensor}}",
        "{model: {uri: 'pvc://models/minilm'}, traffic: {timeout: 60s}}"
      })
  void what_needs_no_new_pod_makes_no_revision(String spec) {
    assertThat(RevisionName.of(settings(spec))).isEqualTo(NAME);
  }

  @Test
  void what_an_image_speaks_makes_one_if_it_is_more_than_all_do() {
    var image = "{model: {uri: 'pvc://models/minilm'}, runtime: {image: i%s}}";
    var named = RevisionName.of(settings(image.formatted("")));
    assertThat(RevisionName.of(settings(image.formatted(", protocols: [Http]")))).isEqualTo(named);
    assertThat(RevisionName.of(settings(image.formatted(", protocols: [Http, Grpc]"))))
        .isNotEqualTo(named);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{model: {uri: 'pvc://models/other'}}",
        "{model: {uri: 'pvc://models/minilm', name: other}}",
        "{model: {uri: 'pvc://models/minilm', task: Embedding}}",
        "{model: {uri: 'image://r.example/minilm:1'}}",
        "{model: {uri: 'image://r.example/minilm:1/models'}}",
        "{model: {uri: 'image://r.example/minilm:1', secretRef: {name: registry}}}",
        "{model: {uri: 'hf://org/minilm'}}",
        "{model: {uri: 'hf://org/minilm', secretRef: {name: hub}}}",
        "{model: {uri: 'hf://org/minilm', cache: {claim: models}}}",
        "{model: {uri: 'hf://org/minilm', cache: {claim: models, size: 1Gi}}}",
        "{model: {uri: 'pvc://models/minilm'}, traffic: {timeout: 61s}}",
        "{model: {uri: 'pvc://models/minilm'}, runtime: {image: other}}",
        "{model: {uri: 'pvc://models/minilm'}, runtime: {image: i, args: [a]}}",
        "{model: {uri: 'pvc://models/minilm'}, runtime: {image: i, plainHttp: {port: 8000}}}",
        "{model: {uri: 'pvc://models/minilm'}, runtime: {maxBatch: 8}}",
        "{model: {uri: 'pvc://models/minilm'}, runtime: {env: [{name: A, value: b}]}}",
        "{model: {uri: 'pvc://models/minilm'}, runtime: {resources: {limits: {memory: 2Gi}}}}",
        "{model: {uri: 'pvc://models/minilm'}, accelerator: {}}",
        "{model: {uri: 'pvc://models/minilm'}, placement: {nodeSelector: {a: b}}}",
        "{model: {uri: 'pvc://models/minilm'}, placement: {tolerations: [{operator: Exists}]}}",
        "{model: {uri: 'pvc://models/minilm'}, placement: {priorityClassName: p}}"
      })
  void what_a_running_pod_cannot_take_makes_one(String spec) {
    assertThat(RevisionName.of(settings(spec))).startsWith("minilm-").isNotEqualTo(NAME);
  }

  @Test
  void two_values_never_look_like_another_two() {
    var one = "{model: {uri: 'pvc://m/m'}, runtime: {env: [{name: A, value: \"1\\nenv.B 1 2\"}]}}";
    var other =
        "{model: {uri: 'pvc://m/m'}, runtime: {env: [{name: A, value: '1'}, {name: B, value: '2'}]}}";
    assertThat(RevisionName.of(settings(one))).isNotEqualTo(RevisionName.of(settings(other)));
  }
}
