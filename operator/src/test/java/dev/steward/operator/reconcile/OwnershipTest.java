package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.plan.Names;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import org.junit.jupiter.api.Test;

class OwnershipTest {

  private static final ObjectMeta SERVICE =
      new ObjectMetaBuilder().withName("a-5d9c7f2b").withUid("1").build();

  private static Service ownedBy(String name, String uid) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("a-5d9c7f2b")
        .addToLabels(Names.MANAGED_BY, Names.STEWARD)
        .addNewOwnerReference()
        .withKind("ModelService")
        .withName(name)
        .withUid(uid)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  @Test
  void the_owner_reference_tells_a_services_own_from_its_predecessors() {
    assertThat(Ownership.of(ownedBy("a-5d9c7f2b", "1"), SERVICE)).isEqualTo(Ownership.OURS);
    assertThat(Ownership.of(ownedBy("a-5d9c7f2b", "0"), SERVICE)).isEqualTo(Ownership.PREDECESSORS);
  }

  @Test
  void a_revision_of_another_service_that_has_this_ones_name_is_not_waited_for() {
    assertThat(Ownership.of(ownedBy("a", "0"), SERVICE)).isEqualTo(Ownership.FOREIGN);
  }
}
