package dev.steward.operator.rotation;

import dev.steward.core.policy.Obligations.Intake;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.policy.PolicyInForce;
import dev.steward.operator.rotation.Gateway.Readiness;
import dev.steward.operator.rotation.Gateway.Told;
import dev.steward.operator.rotation.GovernedService.Bond;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One service, some gateways and an operator that looks at them, by a clock of its own. */
final class RotationWorld {

  static final String SERVICE = "u";
  static final PolicyInForce A = policy('a', Intake.OPEN);
  static final PolicyInForce B = policy('b', Intake.OPEN);
  static final Instant BEGIN = Instant.parse("2026-01-01T12:00:00Z");

  Instant now = BEGIN;
  Bond bond = Bond.OBLIGED;
  Optional<PolicyInForce> written = Optional.empty();
  Board board = Board.EMPTY;

  /** As it is stored, whatever operators remember. */
  Set<String> stored = Set.of();

  final Map<String, Gateway> gateways = new TreeMap<>();

  static PolicyInForce policy(char digit, Intake intake) {
    return new PolicyInForce(
        new PolicyDigest("v1:sha256:" + String.valueOf(digit).repeat(64)), intake);
  }

  RotationWorld with(String... names) {
    for (var name : names) {
      gateways.put(name, new Gateway(name, "ip-" + name, Readiness.READY, Optional.empty()));
    }
    return this;
  }

  void tell(String name, Optional<PolicyInForce> policy) {
    gateways.computeIfPresent(
        name,
        (key, gateway) ->
            new Gateway(
                name,
                gateway.address(),
                gateway.readiness(),
                Optional.of(
                    new Told(
                        now,
                        policy
                            .<Map<String, PolicyInForce>>map(it -> Map.of(SERVICE, it))
                            .orElse(Map.of())))));
  }

  void turn(String name, Readiness readiness) {
    gateways.computeIfPresent(
        name, (key, gateway) -> new Gateway(name, gateway.address(), readiness, gateway.told()));
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** The operator looks, and stores what follows. */
  Reach look() {
    board =
        board.next(
            List.of(new GovernedService(SERVICE, written, bond, stored)), gateways.values(), now);
    var reach =
        board
            .reach(SERVICE)
            .orElseGet(() -> new Reach(Reach.Step.RUNNING, now, List.of(), Set.of(), Set.of()));
    stored = reach.barred();
    return reach;
  }

  /** Another operator begins, which has heard nobody. */
  void restart() {
    board = Board.EMPTY;
    gateways.replaceAll((name, gateway) ->
        new Gateway(name, gateway.address(), gateway.readiness(), Optional.empty()));
  }
}
