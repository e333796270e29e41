package dev.steward.operator.status;

/**
 * Why a service is as it is.
 *
 * @param message for its owner: what is wrong and what would be right; at most {@value
 *     #MAX_MESSAGE} characters, longer ones are cut
 */
public record Finding(Reason reason, String message) {

  /** Far more than a message needs, far less than a status may hold. */
  public static final int MAX_MESSAGE = 2000;

  public Finding {
    message =
        message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
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
