package dev.steward.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.reconcile.OperatorOver;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same attempts while an operator reconciles their namespace. */
class AdmissionBesideOperatorIT extends AdmissionIT {

  private Optional<OperatorOver> operator = Optional.empty();

  @BeforeAll
  void start() {
    operator =
        Optional.of(
            OperatorOver.namespace(tenancy.client(), tenancy.namespace(), Admission.OPERATOR));
  }

  @AfterAll
  void stop() {
    operator.ifPresent(running -> {
      try (running) {
        assertThat(running.isLeading()).isTrue();
      }
    });
  }
}
