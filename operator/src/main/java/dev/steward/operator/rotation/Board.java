package dev.steward.operator.rotation;

import dev.steward.core.policy.PolicyInForce;
import dev.steward.operator.rotation.GovernedService.Bond;
import dev.steward.operator.rotation.Reach.Step;
import dev.steward.operator.rotation.Rotation.Counted;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How all services stand, and what has to be remembered from one look to the next: since when what
 * is written is written, and since when gateways are there. Immutable.
 *
 * <p>Services that no policy governs, at the operator and at every gateway, aren't on it.
 */
public final class Board {

  /** Of an operator that has just begun. */
  public static final Board EMPTY = new Board(Map.of(), Map.of(), Set.of());

  /** By address. */
  private final Map<String, Instant> seen;

  /** By uid. */
  private final Map<String, Entry> services;

  private record Entry(Optional<PolicyInForce> written, Bond bond, Reach reach) {}

  /** The uids of all that are served. */
  private final Set<String> served;

  private Board(Map<String, Instant> seen, Map<String, Entry> services, Set<String> served) {
    this.seen = Map.copyOf(seen);
    this.services = Map.copyOf(services);
    this.served = Set.copyOf(served);
  }

  /**
   * The next look.
   *
   * @param all every service that is served
   * @param gateways those that have an address
   */
  public Board next(Collection<GovernedService> all, Collection<Gateway> gateways, Instant now) {
    var counted =
        gateways.stream()
            .map(gateway -> new Counted(gateway, seen.getOrDefault(gateway.address(), now)))
            .toList();
    var nextSeen = new HashMap<String, Instant>();
    counted.forEach(each -> nextSeen.put(each.gateway().address(), each.since()));
    var entries = new HashMap<String, Entry>();
    for (var service : all) {
      if (service.written().isPresent() || gateways.stream().anyMatch(it -> names(it, service))) {
        entries.put(service.uid(), entry(service, counted, now));
      }
    }
    return new Board(
        nextSeen, entries, all.stream().map(GovernedService::uid).collect(Collectors.toSet()));
  }

  private static boolean names(Gateway gateway, GovernedService service) {
    return gateway.told().flatMap(told -> told.of(service.uid())).isPresent();
  }

  private Entry entry(GovernedService service, Collection<Counted> gateways, Instant now) {
    var known = Optional.ofNullable(services.get(service.uid()));
    var since =
        known
            .filter(entry -> entry.written().equals(service.written()))
            .map(entry -> entry.reach().since())
            .orElse(now);
    var before = known.map(entry -> entry.reach().barred()).orElse(service.barred());
    return new Entry(
        service.written(), service.bond(), Rotation.of(service, since, gateways, before, now));
  }

  /** How far what was written for a service has got; empty where no policy governs it. */
  public Optional<Reach> reach(String uid) {
    return Optional.ofNullable(services.get(uid)).map(Entry::reach);
  }

  /**
   * What a gateway isn't to judge requests by any more, by the uid of a service: where it is barred
   * and a policy that denies obliges gateways to something.
   *
   * @param runs by the uid of each service that policies govern there
   */
  public Map<String, Optional<PolicyInForce>> against(
      String address, Map<String, PolicyInForce> runs) {
    var against = new HashMap<String, Optional<PolicyInForce>>();
    services.forEach((uid, entry) -> {
      var running = Optional.ofNullable(runs.get(uid));
      if (entry.bond() == Bond.OBLIGED
          && entry.reach().barred().contains(address)
          && !running.equals(entry.written())) {
        against.put(uid, running);
      }
    });
    return against;
  }

  /** Whether gateways are told of a service at all. */
  public boolean serves(String uid) {
    return served.contains(uid);
  }

  /** All of that, by uid. */
  public Map<String, Reach> reaches() {
    var reaches = HashMap.<String, Reach>newHashMap(services.size());
    services.forEach((uid, entry) -> reaches.put(uid, entry.reach()));
    return reaches;
  }

  /** Services for which every ready gateway runs what is written. */
  public long running() {
    return services.values().stream().filter(Board::isRunning).count();
  }

  /** The others. */
  public long lagging() {
    return services.size() - running();
  }

  /** For how long the one that waits longest has been without what was written; zero if none is. */
  public Duration lag(Instant now) {
    return services.values().stream()
        .filter(entry -> !isRunning(entry))
        .map(entry -> Duration.between(entry.reach().since(), now))
        .filter(Duration::isPositive)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private static boolean isRunning(Entry entry) {
    return entry.reach().step() == Step.RUNNING;
  }
}
