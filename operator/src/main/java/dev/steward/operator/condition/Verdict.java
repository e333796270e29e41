package dev.steward.operator.condition;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * One condition, before it has a time.
 *
 * @param message what is wrong and what would be right; longer than {@value #MAX_MESSAGE}
 *     characters it is cut
 */
public record Verdict(String type, Truth truth, String reason, String message) {

  /** Far more than a message needs, far less than a status may hold. */
  public static final int MAX_MESSAGE = 2000;

  public Verdict {
    message = cut(message);
  }

  /** A text that isn't longer than a message may be. */
  public static String cut(String text) {
    return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE - 1) + "…";
  }

  /** Whether a condition holds. */
  public enum Truth {
    TRUE("True"),
    FALSE("False"),
    /** It couldn't be seen. */
    UNKNOWN("Unknown");

    private final String text;

    Truth(String text) {
      this.text = text;
    }

    /** As it is stored. */
    public String text() {
      return text;
    }
  }

  /**
   * The condition as it is stored: the time is that of the last change of its truth.
   *
   * @param previous the conditions stored before
   */
  public Condition stored(List<Condition> previous, long generation, Instant now) {
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
