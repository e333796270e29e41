package dev.steward.operator.policy;

import dev.steward.operator.condition.Verdict;
import dev.steward.operator.condition.Verdict.Truth;
import dev.steward.operator.policy.PolicyConditions.Reason;
import dev.steward.operator.rotation.Reach;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether gateways run what was written of a service's policies: the condition {@link
 * PolicyConditions#RUNNING}, absent where none governs it and until it is known.
 *
 * <p>While an edit spreads it stays as it was: thousands of services under one policy aren't
 * written twice because of it.
 */
public final class PolicyRunning {

  /** Named in one message. */
  private static final int MOST_NAMES = 10;

  private PolicyRunning() {}

  /**
   * The condition.
   *
   * @param reach how far what was written has got; empty: nobody has looked
   * @param stored the conditions stored before
   */
  public static Optional<Verdict> of(Ruling ruling, Optional<Reach> reach, List<Condition> stored) {
    if (ruling.standing().isUngoverned()) {
      return Optional.empty();
    }
    return reach.flatMap(PolicyRunning::verdict).or(() -> asBefore(stored));
  }

  private static Optional<Verdict> verdict(Reach reach) {
    return switch (reach.step()) {
      case RUNNING -> Optional.of(verdict(Truth.TRUE, Reason.EveryGateway, ""));
      case BEHIND ->
          Optional.of(
              verdict(
                  Truth.FALSE,
                  Reason.GatewayBehind,
                  "%s: not on the policies that were written. %s"
                      .formatted(
                          names(reach),
                          reach.barred().isEmpty()
                              ? "No other gateway is left, and no policy that denies asks anything"
                                  + " of gateways, so requests are answered nevertheless."
                              : "No request of this service goes there until they are.")));
      case UNKNOWN ->
          Optional.of(
              verdict(
                  Truth.UNKNOWN,
                  Reason.GatewaySilent,
                  "%s: nobody knows by which policies requests are judged there. %s"
                      .formatted(
                          names(reach),
                          reach.unheard().isEmpty()
                              ? "No other gateway is left, so requests go there nevertheless."
                              : "No request of this service goes there meanwhile.")));
      case SPREADING -> Optional.empty();
    };
  }

  private static String names(Reach reach) {
    var all = reach.behind();
    var named = all.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return all.size() > MOST_NAMES
        ? "%s and %d more".formatted(named, all.size() - MOST_NAMES)
        : named;
  }

  private static Verdict verdict(Truth truth, Reason reason, String message) {
    return new Verdict(PolicyConditions.RUNNING, truth, reason.name(), message);
  }

  private static Optional<Verdict> asBefore(List<Condition> stored) {
    return stored.stream()
        .filter(condition -> PolicyConditions.RUNNING.equals(condition.getType()))
        .flatMap(condition ->
            Arrays.stream(Truth.values())
                .filter(truth -> truth.text().equals(condition.getStatus()))
                .map(truth ->
                    new Verdict(
                        PolicyConditions.RUNNING,
                        truth,
                        condition.getReason(),
                        condition.getMessage())))
        .findFirst();
  }
}
