package dev.steward.operator.group;

import java.time.Instant;
import java.util.Set;

/**
 * That a member was let in, and with whom.
 *
 * @param roster the uids of all members of its group
 * @param at when
 */
public record Admission(Set<String> roster, Instant at) {
  public Admission {
    roster = Set.copyOf(roster);
  }
}
