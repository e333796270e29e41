package dev.steward.operator.evidence;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose logs are left alone, and what is next for them; pure.
 *
 * <p>A StatefulSet that is scaled down keeps its claims. Example: gateways go from 3 to 2 on
 * 2026-11-26 at 10:00. {@code data-steward-gateway-2} has no pod, and 2 is beyond the replicas: its
 * log is looked after by a Job at once, and by another each day from 00:10 UTC on, for buckets fall
 * due by UTC days and clocks may differ by five minutes.
 *
 * @param departed gateways that are gone and have left a log
 * @param failing of these, those that can't be looked after, and why
 * @param orders what is to be done
 */
record AdoptionStep(
    NavigableSet<String> departed, NavigableMap<String, String> failing, List<Order> orders) {

  private static final String CLAIM = "data-";

  /** After midnight, so that every clock is past it. */
  private static final Duration PAST_MIDNIGHT = Duration.ofMinutes(10);

  private static final Duration AGAIN = Duration.ofHours(1);

  /** Gateways that are looked after at once, so that a hundred claims aren't a hundred pods. */
  static final int AT_ONCE = 4;

  /** How a Job stands. */
  sealed interface Standing {
    record Running() implements Standing {}

    record Done() implements Standing {}

    record Failed(Instant at, String why) implements Standing {}
  }

  /** A Job that looks after a log. */
  record Adopting(String job, String gateway, LocalDate day, Standing standing) {}

  /**
   * What there is.
   *
   * @param replicas of each StatefulSet of gateways, as it is asked for
   * @param claims that are there
   * @param pods of gateways that are there
   * @param sizes of the logs that were witnessed, by gateway
   */
  record Seen(
      Map<String, Integer> replicas,
      Set<String> claims,
      Set<String> pods,
      Map<String, Long> sizes,
      List<Adopting> jobs) {}

  /** What is next. */
  static AdoptionStep next(Seen seen, Instant now) {
    var departed = new TreeSet<String>();
    for (var claim : seen.claims()) {
      gateway(claim)
          .filter(name ->
              isBeyond(seen.replicas(), name)
                  && !seen.pods().contains(name)
                  && seen.sizes().getOrDefault(name, 0L) > 0)
          .ifPresent(departed::add);
    }
    var step = new AdoptionStep(departed, new TreeMap<>(), new ArrayList<>());
    step.order(seen.jobs(), LocalDate.ofInstant(now.minus(PAST_MIDNIGHT), ZoneOffset.UTC), now);
    return step;
  }

  private static Optional<String> gateway(String claim) {
    return claim.startsWith(CLAIM)
        ? Optional.of(claim.substring(CLAIM.length()))
        : Optional.empty();
  }

  /** Whether a StatefulSet would have such a pod, and isn't asked to. */
  private static boolean isBeyond(Map<String, Integer> replicas, String pod) {
    var dash = pod.lastIndexOf('-');
    var ordinal = pod.substring(dash + 1);
    return dash > 0
        && replicas.containsKey(pod.substring(0, dash))
        && ordinal.matches("0|[1-9]\\d{0,8}")
        && Integer.parseInt(ordinal) >= replicas.getOrDefault(pod.substring(0, dash), 0);
  }

  private void order(List<Adopting> jobs, LocalDate today, Instant now) {
    var lookedAfter = new HashMap<String, Adopting>();
    var running = 0;
    for (var job : jobs) {
      var runs = job.standing() instanceof Standing.Running;
      if (!departed.contains(job.gateway())) {
        if (runs) {
          orders.add(new Order.Remove(job.job()));
        }
      } else if (runs || job.day().equals(today)) {
        lookedAfter.put(job.gateway(), job);
        running += runs ? 1 : 0;
        failed(job, now);
      }
    }
    for (var gateway : departed) {
      if (!lookedAfter.containsKey(gateway) && running < AT_ONCE) {
        orders.add(new Order.Begin(gateway, today));
        running++;
      }
    }
  }

  private void failed(Adopting job, Instant now) {
    if (job.standing() instanceof Standing.Failed(var at, var why)) {
      failing.put(job.gateway(), why);
      if (!at.plus(AGAIN).isAfter(now)) {
        orders.add(new Order.Remove(job.job()));
      }
    }
  }
}
