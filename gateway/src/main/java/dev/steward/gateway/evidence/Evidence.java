package dev.steward.gateway.evidence;

import dev.steward.gateway.audit.Trail;
import dev.steward.ledger.EvidenceLog;
import dev.steward.protocol.report.EvidenceReport;
import dev.steward.sinks.SinkState;
import dev.steward.sinks.setup.SealingSettings;
import dev.steward.sinks.setup.SinkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A gateway's evidence log and all that keeps it.
 *
 * <pre>{@code
 * var evidence = Evidence.begin(place, "steward-gateway-0", clock, apiServer, operator);
 * GatewayServer.start(settings, routes, Neighbours.none().with(evidence.trail()));
 * }</pre>
 */
public final class Evidence implements AutoCloseable {
  private static final Duration OPENING = Duration.ofSeconds(30);
  private static final Duration LATE = Duration.ofHours(1);

  private final long begun = System.nanoTime();
  private final LogKeeper keeper;
  private final LedgerTrail trail;
  private final Counts counts;
  private final Outlets outlets;
  private final Optional<SealLoop> seals;
  private final InstantSource clock;
  private final Lateness sinkLateness = new Lateness();

  /**
   * Where it lies.
   *
   * @param log the folder of the log; made if it isn't there
   * @param secret the folder with the installation's secret
   * @param sinks where its records go on to
   * @param sealing where its files go on to
   */
  public record Place(
      Path log, Path secret, List<SinkSettings> sinks, Optional<SealingSettings> sealing) {
    public Place {
      sinks = List.copyOf(sinks);
    }

    /** One whose records and files go on to nobody. */
    public Place(Path log, Path secret) {
      this(log, secret, List.of(), Optional.empty());
    }
  }

  private Evidence(
      LogKeeper keeper,
      LedgerTrail trail,
      Counts counts,
      Outlets outlets,
      Optional<SealLoop> seals,
      InstantSource clock) {
    this.seals = seals;
    this.clock = clock;
    this.keeper = keeper;
    this.outlets = outlets;
    this.trail = trail;
    this.counts = counts;
  }

  /**
   * Begins to open it, and goes on trying.
   *
   * @param gateway whose log it is: the pod's name
   * @param clock this machine's
   * @param other a second clock, without whose word nothing is destroyed
   * @param witnessed what somebody else remembers of it
   */
  public static Evidence begin(
      Place place, String gateway, InstantSource clock, OtherClock other, Witnessed witnessed) {
    var folder =
        new LogFolder(place.log(), place.secret(), gateway, witnessed, clock, place.sealing());
    return begin(
        folder,
        LogKeeper.Pauses.USUAL,
        Session.PATIENCE,
        gateway,
        clock,
        other,
        new Outlets(place.sinks(), place.log(), () -> folder.keys().root()),
        place.sealing().map(SealingSettings::after));
  }

  static Evidence begin(
      LogKeeper.Opening opening,
      LogKeeper.Pauses pauses,
      Duration patience,
      String gateway,
      InstantSource clock,
      OtherClock other,
      Outlets outlets,
      Optional<Duration> sealsAfter) {
    var gap = new OpenGap();
    var counts = new Counts();
    var seals = sealsAfter.map(after -> new SealLoop(after, clock, counts));
    Consumer<Session> purges = new PurgeLoop(clock, other, counts);
    var keeper =
        new LogKeeper(
            opening,
            pauses,
            patience,
            clock,
            gap,
            counts,
            outlets.andThen(seals.map(purges::andThen).orElse(purges)));
    var trail = new LedgerTrail(gateway, keeper::standing, clock, gap, counts);
    keeper.start();
    return new Evidence(keeper, trail, counts, outlets, seals, clock);
  }

  /** Where requests leave their records. */
  public Trail trail() {
    return trail;
  }

  /**
   * Whether it has been tried to open it: until then nobody knows how it stands. A try that takes
   * long, as on a volume that hangs, keeps nobody waiting who needs no record.
   */
  public boolean hasTried() {
    return keeper.hasTried() || System.nanoTime() - begun > OPENING.toNanos();
  }

  /** Why no record can be written now; empty if some can. */
  public Optional<String> obstacle() {
    return switch (keeper.standing()) {
      case Standing.Open(var session) -> session.obstacle().map(Obstacle::text);
      case Standing.Shut(var why) -> Optional.of(why);
    };
  }

  /** The log, while it is open. */
  Optional<EvidenceLog> log() {
    return keeper.standing() instanceof Standing.Open(var session)
        ? Optional.of(session.log())
        : Optional.empty();
  }

  /** As operators are told. */
  EvidenceReport.State state() {
    if (obstacle().isPresent()) {
      return EvidenceReport.State.FAILING;
    }
    return switch (keeper.level()) {
      case FINE -> EvidenceReport.State.RECORDING;
      case FILLING -> EvidenceReport.State.FILLING;
      case NEARLY_FULL, FULL -> EvidenceReport.State.NEARLY_FULL;
    };
  }

  /** What is behind the log by more than an hour. For one thread. */
  Set<EvidenceReport.Late> late() {
    var now = clock.instant();
    var late = EnumSet.noneOf(EvidenceReport.Late.class);
    if (sinksAreLate(now)) {
      late.add(EvidenceReport.Late.SINK);
    }
    if (sealing().filter(state -> state.done().plus(LATE).isBefore(now)).isPresent()) {
      late.add(EvidenceReport.Late.SEALING);
    }
    return late;
  }

  /** While the log isn't open nobody knows how long it is; that it isn't is worse. */
  private boolean sinksAreLate(Instant now) {
    var signed = log().flatMap(EvidenceLog::checkpoint);
    return outlets.areWanted()
        && signed.isPresent()
        && sinkLateness.at(
            now,
            signed.get().checkpoint().size(),
            sinks().stream().mapToLong(SinkState::next).min().orElse(0));
  }

  /** For people; empty if all is well. */
  String detail() {
    return obstacle()
        .orElseGet(() -> keeper.level() == Room.Level.FINE ? "" : keeper.room().toString());
  }

  /** The room on its volume; zeros while it isn't known. */
  public Room room() {
    return keeper.room();
  }

  /** How the sinks are doing; none while the log isn't open. */
  public List<SinkState> sinks() {
    return outlets.states();
  }

  /** How it stands with what leaves the volume; empty if nothing is to. */
  public Optional<SealState> sealing() {
    return seals.map(SealLoop::state);
  }

  /** What was counted. */
  public Counts counts() {
    return counts;
  }

  /** Closes the log; requests that end afterwards are recorded as interrupted. */
  @Override
  public void close() {
    keeper.close();
  }
}
