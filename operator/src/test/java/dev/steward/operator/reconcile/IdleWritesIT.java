package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is as it should be is left alone. */
class IdleWritesIT {

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource({"embedding, minilm, 1", "tensor, minilm-tensors, 2", "gpu, minilm-gpu, 1"})
  void a_second_reconcile_of_an_example_writes_nothing(String example, String name, int pods) {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var operator = world.leadingOperator("a");
    var _ = world.applyExample(example);
    var revision = world.revision(name);
    for (var i = 0; i < pods; i++) {
      var _ = world.runtimePod(name, revision, name + "-" + i, World.ready("10.9.1." + (i + 1)));
    }
    var _ = world.awaitReason(name, "Serving");
    var calls = World.settled(operator::calls);
    var reconciles = operator.reconciles();
    annotate(name);
    World.await("a further reconcile", () -> operator.reconciles() > reconciles);
    assertThat(World.settled(operator::calls)).isEqualTo(calls);
    operator.process().close();

    var versions = versions(name);
    var next = world.leadingOperator("b");
    World.await("the first reconcile of another operator", () -> next.reconciles() > 0);
    assertThat(World.settled(next::calls)).isEmpty();
    assertThat(versions(name)).isEqualTo(versions);
  }

  @Test
  void making_a_service_costs_one_look_and_one_write_an_object() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var operator = world.leadingOperator("a");
    var _ = world.applyExample("embedding");
    var revision = world.revision("minilm");
    var _ = world.runtimePod("minilm", revision, "minilm-0", World.ready("10.9.1.1"));
    var _ = world.awaitReason("minilm", "Serving");
    var calls = World.settled(operator::calls);
    var objects = world.made("minilm").size();
    assertThat(calls.values().stream().mapToDouble(count -> count).sum())
        .as("%s", calls)
        .isLessThanOrEqualTo(2.0 * objects + 8);
  }

  private void annotate(String name) {
    var service = world.service(name);
    service.getMetadata().setManagedFields(null);
    service.getMetadata().getAnnotations().put("example.com/seen", "yes");
    var _ = world.client.resource(service).update();
  }

  private Set<String> versions(String name) {
    return world.made(name).stream()
        .map(object ->
            object.getKind()
                + object.getMetadata().getName()
                + object.getMetadata().getResourceVersion())
        .collect(Collectors.toSet());
  }
}
