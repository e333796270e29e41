package dev.steward.core.error;

/**
 * What a runtime that gives up leaves behind for the operator: its pod's termination message.
 *
 * @param code why it gave up
 * @param message for the service's owner: what is wrong and what would be right; at most {@value
 *     #MAX_MESSAGE} characters, longer ones are cut
 */
public record LastWords(ErrorCode code, String message) {

  /**
   * Kubernetes keeps 4096 bytes of a termination message; this leaves room for JSON and for UTF-8.
   */
  public static final int MAX_MESSAGE = 1024;

  public LastWords {
    message =
        message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
  }
}
