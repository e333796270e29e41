package dev.steward.operator.policy;

import dev.steward.operator.condition.Announcement;
import dev.steward.operator.condition.Announcement.Severity;
import dev.steward.operator.condition.Verdict;
import dev.steward.operator.condition.Verdict.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which changes of the conditions about policies are worth an Event: that something is wrong, or
 * wrong otherwise, and that it isn't any more. A policy that comes, and is complied with, is none:
 * there may be thousands of services under it.
 */
public final class PolicyAnnouncements {

  private final List<Condition> before;
  private final List<Verdict> now;

  private PolicyAnnouncements(List<Condition> before, List<Verdict> now) {
    this.before = before;
    this.now = now;
  }

  /**
   * The changes.
   *
   * @param before the conditions stored before, of every kind
   * @param now those about policies
   */
  public static List<Announcement> of(List<Condition> before, List<Verdict> now) {
    var changes = new PolicyAnnouncements(before, now);
    var told = new ArrayList<Announcement>();
    changes.of(PolicyConditions.COMPLIANT, Truth.FALSE).ifPresent(told::add);
    changes.of(PolicyConditions.CONFLICT, Truth.TRUE).ifPresent(told::add);
    return told;
  }

  /**
   * @param bad what the condition is when something is wrong
   */
  private Optional<Announcement> of(String type, Truth bad) {
    var is = now.stream().filter(verdict -> verdict.type().equals(type)).findFirst();
    var was =
        before.stream()
            .filter(c -> c.getType().equals(type) && c.getStatus().equals(bad.text()))
            .map(Condition::getReason)
            .findFirst();
    if (is.filter(verdict -> verdict.truth() == bad).isPresent()) {
      return is.filter(verdict -> !was.equals(Optional.of(verdict.reason())))
          .map(verdict -> new Announcement(Severity.Warning, verdict.reason(), verdict.message()));
    }
    return was.map(reason ->
        is.map(verdict -> new Announcement(Severity.Normal, verdict.reason(), verdict.message()))
            .orElseGet(() ->
                new Announcement(Severity.Normal, "Released", "No policy governs it any more.")));
  }
}
