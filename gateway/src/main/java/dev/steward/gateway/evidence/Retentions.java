package dev.steward.gateway.evidence;

import dev.steward.core.policy.CalendarPeriod;
import dev.steward.ledger.retain.Retention;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Policies' words for how long records are kept, as the log says it; the last ones are kept. */
final class Retentions {
  private static final int MOST = 1000;

  private final Map<dev.steward.core.policy.Retention, Retention> known = new ConcurrentHashMap<>();

  Retention of(dev.steward.core.policy.Retention demanded) {
    var found = known.get(demanded);
    if (found != null) {
      return found;
    }
    if (known.size() >= MOST) {
      known.clear();
    }
    return known.computeIfAbsent(
        demanded,
        each -> new Retention(periods(each.floor().periods()), periods(each.ceiling().periods())));
  }

  private static List<Period> periods(List<CalendarPeriod> periods) {
    return periods.stream().map(period -> Period.of(0, period.months(), period.days())).toList();
  }
}
