package dev.steward.operator.group;

import java.time.Instant;

/**
 * Why a group was restarted.
 *
 * @param message for people, at most {@value #MAX_MESSAGE} characters: of a longer one the end,
 *     which is what tells
 * @param at when it happened
 */
public record Failure(Kind kind, String message, Instant at) {

  /** Six of these and the rest of an annotation are far from its bound. */
  public static final int MAX_MESSAGE = 1000;

  public Failure {
    message =
        message.length() <= MAX_MESSAGE
            ? message
            : "…" + message.substring(message.length() - MAX_MESSAGE + 1);
  }

  /** What happened; the names are those of {@code status.groups}. */
  public enum Kind {
    /** A member's process ended. */
    Crashed,
    /** A member's node ended or refused it. */
    PodFailed,
    /** A member was deleted or drained, or was never one. */
    MemberLeft,
    /** The scheduler found no place for all of them at once. */
    NotPlaced
  }

  /** Whether it is the group's own: one of those that are given up on after a few. */
  public boolean isOwn() {
    return switch (kind) {
      case Crashed, PodFailed -> true;
      case MemberLeft, NotPlaced -> false;
    };
  }
}
