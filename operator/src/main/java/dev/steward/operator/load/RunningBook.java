package dev.steward.operator.load;

import dev.steward.core.policy.PolicyInForce;
import dev.steward.operator.rotation.Gateway.Told;
import dev.steward.protocol.report.PolicyAnswer.Memory;
import dev.steward.protocol.report.PolicyReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * By which policies each gateway says that it judges requests. Every operator keeps it, so that one
 * that begins to lead knows it already.
 */
public final class RunningBook {

  /** A gateway that has said nothing for so long is gone. */
  static final Duration FORGET = Duration.ofMinutes(10);

  /** Gateways that are kept at once; of further ones nothing is kept. */
  static final int MOST_GATEWAYS = 1000;

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Heard> gateways = new HashMap<>();

  private record Heard(
      String process, long number, Instant at, Map<String, PolicyInForce> running) {

    /** Whether a report is of the same process, and what it tells was told later than this. */
    boolean isOlderThan(PolicyReport report) {
      return !process.equals(report.process()) || number < report.number();
    }

    boolean isAsToldBy(PolicyReport report) {
      return process.equals(report.process()) && number == report.number();
    }
  }

  public RunningBook(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Takes a report.
   *
   * @return whether what the gateway runs is known now
   */
  public Memory take(PolicyReport report) {
    var now = clock.instant();
    lock.lock();
    try {
      gateways.values().removeIf(each -> each.at().plus(FORGET).isBefore(now));
      return take(report, now);
    } finally {
      lock.unlock();
    }
  }

  private Memory take(PolicyReport report, Instant now) {
    var known = Optional.ofNullable(gateways.get(report.gateway()));
    if (known.filter(it -> !it.isOlderThan(report) && !it.isAsToldBy(report)).isPresent()) {
      // It was overtaken on its way.
      return Memory.KNOWN;
    }
    var running =
        report.running().or(() -> known.filter(it -> it.isAsToldBy(report)).map(Heard::running));
    if (running.isEmpty() || (known.isEmpty() && gateways.size() >= MOST_GATEWAYS)) {
      return Memory.UNKNOWN;
    }
    gateways.put(
        report.gateway(), new Heard(report.process(), report.number(), now, running.get()));
    return Memory.KNOWN;
  }

  /** What a gateway has told last. */
  public Optional<Told> of(String gateway) {
    lock.lock();
    try {
      return Optional.ofNullable(gateways.get(gateway))
          .map(heard -> new Told(heard.at(), heard.running()));
    } finally {
      lock.unlock();
    }
  }
}
