package dev.steward.operator.evidence;

import dev.steward.protocol.report.EvidenceAnswer;
import dev.steward.protocol.report.EvidenceReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the gateways last said of their evidence logs. Every operator keeps it, so that a gateway
 * learns from any of them whether others can record what it can't.
 */
public final class EvidenceBook {

  /** A gateway that has said nothing for so long doesn't count; they report every 5 s. */
  static final Duration LATELY = Duration.ofSeconds(12);

  /** Gateways that are kept at once; of further ones nothing is kept. */
  static final int MOST_GATEWAYS = 1000;

  private final InstantSource clock;
  private final Listener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Heard> gateways = new HashMap<>();

  private record Heard(Instant at, EvidenceReport.State state) {}

  /** Who goes on with reports. */
  public interface Listener {

    /**
     * A log claims to be in a state.
     *
     * @return the size of that log that is known from now on; empty if nothing is
     */
    OptionalLong claims(String gateway, EvidenceReport.Claim claim);

    /** A gateway has said how it stands; told at each report. */
    void heard(EvidenceReport report, Instant at);

    /** It stands otherwise with a gateway's log than before; of a new one, than it should. */
    void changed(EvidenceReport report);

    /** How many gateways can record requests now, and how many can't; told at each report. */
    void counted(int recording, int failing);
  }

  public EvidenceBook(InstantSource clock, Listener listener) {
    this.clock = clock;
    this.listener = listener;
  }

  /** Takes a report, and what to answer. */
  public EvidenceAnswer take(EvidenceReport report) {
    var now = clock.instant();
    var before = Optional.<Heard>empty();
    int recording;
    int others;
    int heard;
    lock.lock();
    try {
      gateways.values().removeIf(each -> each.at.plus(LATELY).isBefore(now));
      if (gateways.size() < MOST_GATEWAYS || gateways.containsKey(report.gateway())) {
        before =
            Optional.ofNullable(gateways.put(report.gateway(), new Heard(now, report.state())));
      }
      heard = gateways.size();
      recording = recording();
      others = recording - (report.state().records() ? 1 : 0);
    } finally {
      lock.unlock();
    }
    if (before.map(earlier -> earlier.state).orElse(EvidenceReport.State.RECORDING)
        != report.state()) {
      listener.changed(report);
    }
    listener.heard(report, now);
    listener.counted(recording, heard - recording);
    var witnessed =
        report.claim().isPresent()
            ? listener.claims(report.gateway(), report.claim().get())
            : OptionalLong.empty();
    return new EvidenceAnswer(Math.max(0, others), witnessed);
  }

  private int recording() {
    return (int) gateways.values().stream().filter(each -> each.state.records()).count();
  }
}
