package dev.steward.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** One condition, before it has a time. */
record Verdict(String type, Truth truth, String reason, String message) {

  Verdict(String type, Truth truth, Finding finding) {
    this(type, truth, finding.reason().name(), finding.message());
  }

  /** Whether a condition holds. */
  enum Truth {
    TRUE("True"),
    FALSE("False");

    private final String text;

    Truth(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * The condition as it is stored: the time is that of the last change of its truth.
   *
   * @param previous the conditions stored before
   */
  Condition stored(List<Condition> previous, long generation, Instant now) {
    var since =
        previous.stream()
            .filter(c -> type.equals(c.getType()) && truth.text().equals(c.getStatus()))
            .map(Condition::getLastTransitionTime)
            .findFirst()
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(type)
        .withStatus(truth.text())
        .withReason(reason)
        .withMessage(message)
        .withObservedGeneration(generation)
        .withLastTransitionTime(since)
        .build();
  }
}
