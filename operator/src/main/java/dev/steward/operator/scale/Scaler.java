package dev.steward.operator.scale;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.autoscale.AutoscaleSettings;
import dev.steward.core.autoscale.Autoscaler;
import dev.steward.core.autoscale.AutoscalerState;
import dev.steward.core.autoscale.Capacity;
import dev.steward.core.autoscale.LoadSample;
import dev.steward.core.autoscale.Replica;
import dev.steward.core.check.Checked;
import dev.steward.core.serving.ServiceId;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.ScalingDecision;
import dev.steward.operator.plan.ScalingSettings;
import dev.steward.operator.plan.ServiceSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scales services by what was reported of them. One thread at a time may call {@link #scale}; the
 * decisions can be read from any.
 */
public final class Scaler {
  private static final Logger LOG = LoggerFactory.getLogger(Scaler.class);

  /** Seconds that are asked for again at most, when a round was late. */
  private static final int CATCH_UP = 10;

  private static final int DECISIONS = 5;

  /** For how long the number is left alone after another autoscaler wrote it. */
  static final Duration YIELDING = Duration.ofMinutes(10);

  private final LoadReports reports;
  private final ReplicaWriter writer;
  private final InstantSource clock;
  private final Map<String, Memory> memories = new ConcurrentHashMap<>();

  /**
   * What is remembered of a service.
   *
   * @param next the first second that wasn't seen whole
   * @param decisions newest first
   * @param otherSince when another autoscaler was seen to have written last
   */
  private record Memory(
      AutoscalerState state,
      Instant next,
      List<ScalingDecision> decisions,
      Optional<Instant> otherSince) {

    Memory with(AutoscalerState newer) {
      return new Memory(newer, next, decisions, otherSince);
    }

    /** Having looked who wrote last. */
    Memory with(Optional<OtherOwner> other, Instant now) {
      return new Memory(state, next, decisions, other.map(owner -> otherSince.orElse(now)));
    }

    boolean yields(Instant now) {
      return otherSince.filter(since -> now.isBefore(since.plus(YIELDING))).isPresent();
    }

    Memory with(ScalingDecision made) {
      var all = new ArrayList<ScalingDecision>();
      all.add(made);
      decisions.stream().limit(DECISIONS - 1).forEach(all::add);
      return new Memory(state, next, List.copyOf(all), otherSince);
    }
  }

  public Scaler(LoadReports reports, ReplicaWriter writer, InstantSource clock) {
    this.reports = reports;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Looks at one service, and writes another number of pods where one is needed.
   *
   * @param pods of all its revisions
   */
  public void scale(ModelService service, List<PodFacts> pods) {
    var uid = service.getMetadata().getUid();
    switch (ServiceSettings.of(service)) {
      case Checked.Valid<ServiceSettings>(var settings) -> {
        switch (settings.scaling()) {
          case ScalingSettings.Builtin(var replicas, var autoscale) ->
              scale(service, settings.service(), autoscale, capacity(replicas, pods));
          case ScalingSettings.External external -> memories.remove(uid);
          case ScalingSettings.Fixed fixed -> memories.remove(uid);
        }
      }
      case Checked.Invalid<ServiceSettings> invalid -> memories.remove(uid);
    }
  }

  /** What was done with a service lately, newest first. */
  public List<ScalingDecision> decisions(String uid) {
    var memory = memories.get(uid);
    return memory == null ? List.of() : memory.decisions();
  }

  /** Forgets all services but those that exist. */
  public void retain(Set<String> uids) {
    memories.keySet().retainAll(uids);
  }

  private void scale(
      ModelService service, ServiceId id, AutoscaleSettings settings, Capacity capacity) {
    var now = clock.instant();
    var memory = observed(id, capacity, now).with(OtherOwner.of(service), now);
    var scaling = Autoscaler.decide(settings, memory.state(), capacity, now);
    memory = memory.with(scaling.next());
    // At zero no other autoscaler knows that somebody waits.
    var ours = !memory.yields(now) || scaling.from() == 0;
    if (scaling.changes() && ours && write(service, scaling.desired())) {
      var decision =
          new ScalingDecision(
              now.truncatedTo(ChronoUnit.MILLIS),
              scaling.from(),
              scaling.desired(),
              scaling.reason().name(),
              scaling.numbers());
      LOG.info("{}: {} ({})", id.path(), scaling.sentence(), decision.reason());
      memory = memory.with(decision);
    }
    memories.put(id.uid(), memory);
  }

  private boolean write(ModelService service, int replicas) {
    return switch (writer.write(service, replicas)) {
      case DONE -> true;
      case OVERTAKEN -> false;
    };
  }

  /** With every second since the last look, and as much of this one as is known. */
  private Memory observed(ServiceId id, Capacity capacity, Instant now) {
    var second = now.truncatedTo(ChronoUnit.SECONDS);
    var known =
        memories.getOrDefault(
            id.uid(),
            new Memory(AutoscalerState.EMPTY, second.minusSeconds(1), List.of(), Optional.empty()));
    var state = known.state();
    var earliest = second.minus(Duration.ofSeconds(CATCH_UP));
    var at = known.next().isBefore(earliest) ? earliest : known.next();
    var unknown = second;
    for (; !at.isAfter(second); at = at.plusSeconds(1)) {
      var load = reports.of(id, at);
      if (load.isPresent()) {
        state = state.observe(sample(at, load.get(), capacity));
      } else if (at.isBefore(unknown)) {
        // Its report may be under way.
        unknown = at;
      }
    }
    return new Memory(state, unknown, known.decisions(), known.otherSince());
  }

  private static LoadSample sample(Instant second, LoadReports.Load load, Capacity capacity) {
    return new LoadSample(
        second, load.inFlight(), load.waiting(), load.arrived(), load.finished(), capacity.ready());
  }

  private static Capacity capacity(int replicas, List<PodFacts> pods) {
    return new Capacity(
        replicas,
        pods.stream()
            .filter(pod -> pod.state() != PodFacts.State.LEAVING)
            // The leader stands for its group.
            .filter(PodFacts::isLeader)
            .map(pod -> new Replica(pod.created(), pod.readySince()))
            .toList());
  }
}
