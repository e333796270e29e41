package dev.steward.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.ModelServiceStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class UrgencyTest {

  private static Condition condition(String type, String status) {
    return new ConditionBuilder().withType(type).withStatus(status).build();
  }

  private static ModelServiceStatus status(int replicas, Condition... conditions) {
    return new ModelServiceStatus(
        1L,
        List.of(conditions),
        null,
        null,
        replicas,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static final Condition READY = condition("Ready", "True");
  private static final Condition RUNNING = condition("PolicyRunning", "True");
  private static final Condition HEALTHY = condition("AuditHealthy", "Unknown");

  @Test
  void what_is_stored_isnt_written() {
    assertThat(Urgency.of(status(1, READY), status(1, READY))).isEqualTo(Urgency.NONE);
  }

  @Test
  void what_follows_from_other_policies_may_wait() {
    assertThat(Urgency.of(status(1, READY, HEALTHY, RUNNING), status(1, READY, RUNNING)))
        .isEqualTo(Urgency.LATER);
    assertThat(Urgency.of(status(1, READY), status(1, READY, HEALTHY, RUNNING)))
        .isEqualTo(Urgency.LATER);
  }

  @Test
  void the_first_and_what_is_of_the_service_itself_may_not() {
    assertThat(Urgency.of(status(1, READY), null)).isEqualTo(Urgency.AT_ONCE);
    assertThat(Urgency.of(status(2, READY), status(1, READY))).isEqualTo(Urgency.AT_ONCE);
    assertThat(Urgency.of(status(1, condition("Ready", "False")), status(1, READY)))
        .isEqualTo(Urgency.AT_ONCE);
    assertThat(Urgency.of(status(1, READY, condition("PolicyCompliant", "True")), status(1, READY)))
        .isEqualTo(Urgency.AT_ONCE);
  }

  @Test
  void what_is_amiss_is_told_at_once_and_so_is_its_end() {
    var behind = condition("PolicyRunning", "False");
    assertThat(Urgency.of(status(1, READY, behind), status(1, READY, RUNNING)))
        .isEqualTo(Urgency.AT_ONCE);
    assertThat(Urgency.of(status(1, READY, RUNNING), status(1, READY, behind)))
        .isEqualTo(Urgency.AT_ONCE);
  }
}
