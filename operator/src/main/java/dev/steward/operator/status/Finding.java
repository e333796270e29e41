package dev.steward.operator.status;

import dev.steward.operator.condition.Verdict;

/**
 * Why a service is as it is.
 *
 * @param message for its owner: what is wrong and what would be right; at most {@value
 *     dev.steward.operator.condition.Verdict#MAX_MESSAGE} characters, longer ones are cut
 */
public record Finding(Reason reason, String message) {

  public Finding {
    message = Verdict.cut(message);
  }

  /** The condition that says so. */
  Verdict as(String type, Verdict.Truth truth) {
    return new Verdict(type, truth, reason.name(), message);
  }

  /**
   * The same finding with a further sentence, unless it ends with it; what a pod or a node said may
   * have no full stop.
   */
  Finding with(String sentence) {
    if (message.endsWith(sentence)) {
      return this;
    }
    var ended = message.isEmpty() || ".!?…".indexOf(message.charAt(message.length() - 1)) >= 0;
    return new Finding(reason, message + (ended ? " " : ". ") + sentence);
  }
}
