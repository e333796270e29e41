package dev.steward.core.policy;

/**
 * How long one kind of data is kept.
 *
 * @param floor at least
 * @param ceiling at most
 */
public record Retention(Floor floor, Ceiling ceiling) {

  /** No demand. */
  public static final Retention FREE = new Retention(Floor.NONE, Ceiling.NONE);

  /** What both demand. */
  public Retention meet(Retention other) {
    return new Retention(floor.meet(other.floor), ceiling.meet(other.ceiling));
  }
}
