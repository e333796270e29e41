package dev.steward.core.autoscale.simulate;

import dev.steward.core.autoscale.Capacity;
import dev.steward.core.autoscale.LoadSample;
import dev.steward.core.autoscale.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** One run: a trace, a cluster, a policy, a seed. Times are in seconds since its begin. */
public final class Simulation {

  /** A Monday, where the first second of a trace lies. */
  public static final Instant BEGIN = Instant.parse("2026-01-05T00:00:00Z");

  /** After the trace's end no request waits longer than this for its answer. */
  private static final int MOST_SECONDS_AFTER = 3600;

  private final Trace trace;
  private final ClusterModel model;
  private final ScalingPolicy policy;
  private final SplittableRandom arrivals;
  private final SplittableRandom work;
  private final SplittableRandom startUps;

  private final ArrayDeque<Request> queue = new ArrayDeque<>();
  private final PriorityQueue<Answer> answers =
      new PriorityQueue<>(Comparator.comparingDouble(Answer::at));
  private final List<Pod> pods = new ArrayList<>();
  private final List<Outcome.Row> rows = new ArrayList<>();
  private final Tally tally = new Tally();

  private int desired;
  private double now;

  private Simulation(
      Trace trace, ClusterModel model, ScalingPolicy policy, long seed, int replicas) {
    this.trace = trace;
    this.model = model;
    this.policy = policy;
    var random = new SplittableRandom(seed);
    arrivals = random.split();
    work = random.split();
    startUps = random.split();
    desired = replicas;
    for (var made = 0; made < replicas; made++) {
      pods.add(new Pod(-seconds(model.startUp()), 0));
    }
  }

  /**
   * Runs a trace to its end, and on until all requests are answered.
   *
   * @param replicas those that are ready at the begin
   */
  public static Outcome run(
      Trace trace, ClusterModel model, ScalingPolicy policy, long seed, int replicas) {
    return new Simulation(trace, model, policy, seed, replicas).run();
  }

  private record Request(double arrived, double work) {}

  private record Answer(double at, Pod pod) {}

  private static final class Pod {
    private final double created;
    private final double ready;
    private int busy;
    private boolean leaving;

    private Pod(double created, double ready) {
      this.created = created;
      this.ready = ready;
    }
  }

  /** What is counted of the second that goes by, and of the whole. */
  private static final class Tally {
    private double inFlight;
    private double waiting;
    private double arrived;
    private double finished;
    private long requests;
    private long missed;
    private double replicaSeconds;
    private int changes;
  }

  private Outcome run() {
    var seconds = trace.perSecond().size();
    for (var second = 0;
        second < seconds
            || (second < seconds + MOST_SECONDS_AFTER && (!queue.isEmpty() || !answers.isEmpty()));
        second++) {
      second(second, second < seconds ? trace.perSecond().get(second) : 0);
    }
    // Who was never answered has missed too.
    tally.missed += queue.size();
    return new Outcome(rows, tally.requests, tally.missed, tally.replicaSeconds, tally.changes);
  }

  private void second(int second, double rate) {
    tally.inFlight = 0;
    tally.waiting = 0;
    tally.arrived = 0;
    tally.finished = 0;
    var end = second + 1.0;
    var nextArrival = second + gap(rate);
    while (true) {
      var answer = answers.isEmpty() ? Double.MAX_VALUE : answers.peek().at();
      var ready = nextReady();
      var next = Math.min(Math.min(answer, ready), nextArrival);
      if (next >= end) {
        break;
      }
      advance(next);
      if (next == answer) {
        finish();
      } else if (next == nextArrival) {
        arrive();
        nextArrival = next + gap(rate);
      }
      dispatch();
    }
    advance(end);
    dispatch();
    decide(second);
  }

  private double gap(double rate) {
    return rate == 0 ? Double.MAX_VALUE : exponential(arrivals) / rate;
  }

  private static double exponential(SplittableRandom random) {
    return -Math.log(1 - random.nextDouble());
  }

  /** When the next starting pod answers; it is found by the end of a second at the latest. */
  private double nextReady() {
    var next = Double.MAX_VALUE;
    for (var pod : pods) {
      if (pod.ready > now && pod.ready < next) {
        next = pod.ready;
      }
    }
    return next;
  }

  private void advance(double to) {
    var span = to - now;
    tally.waiting += queue.size() * span;
    tally.inFlight += (queue.size() + answers.size()) * span;
    tally.replicaSeconds += pods.size() * span;
    now = to;
  }

  private void arrive() {
    tally.arrived++;
    tally.requests++;
    queue.add(new Request(now, exponential(work) * seconds(model.work())));
  }

  private void finish() {
    var answer = answers.remove();
    answer.pod().busy--;
    tally.finished++;
    if (answer.pod().leaving && answer.pod().busy == 0) {
      pods.remove(answer.pod());
    }
  }

  private void dispatch() {
    while (!queue.isEmpty()) {
      var pod = leastBusy();
      if (pod.isEmpty()) {
        return;
      }
      var request = queue.remove();
      pod.get().busy++;
      answers.add(new Answer(now + request.work(), pod.get()));
      if (now - request.arrived() > seconds(model.patience())) {
        tally.missed++;
      }
    }
  }

  private Optional<Pod> leastBusy() {
    Pod best = null;
    for (var pod : pods) {
      if (!pod.leaving
          && pod.ready <= now
          && pod.busy < model.slots()
          && (best == null || pod.busy < best.busy)) {
        best = pod;
      }
    }
    return Optional.ofNullable(best);
  }

  private void decide(int second) {
    var ready = (int) staying().stream().filter(pod -> pod.ready <= now).count();
    var sample =
        new LoadSample(
            BEGIN.plusSeconds(second),
            tally.inFlight,
            tally.waiting,
            tally.arrived,
            tally.finished,
            ready);
    var capacity = new Capacity(desired, staying().stream().map(this::replica).toList());
    var wanted = policy.replicas(sample, capacity, BEGIN.plusSeconds(second + 1));
    if (wanted != desired) {
      tally.changes++;
      desired = wanted;
    }
    scale();
    rows.add(new Outcome.Row(tally.arrived, tally.waiting, desired, ready, pods.size()));
  }

  private List<Pod> staying() {
    return pods.stream().filter(pod -> !pod.leaving).toList();
  }

  private Replica replica(Pod pod) {
    return new Replica(
        moment(pod.created), Optional.of(pod.ready).filter(at -> at <= now).map(this::moment));
  }

  private Instant moment(double at) {
    return BEGIN.plusMillis(Math.round(at * 1000));
  }

  /** As a ReplicaSet does: of those too many, the ones that don't answer yet go first. */
  private void scale() {
    var staying = new ArrayList<>(staying());
    for (var missing = desired - staying.size(); missing > 0; missing--) {
      var factor = Math.exp(ClusterModel.START_UP_SPREAD * startUps.nextGaussian());
      pods.add(new Pod(now, now + seconds(model.startUp()) * factor));
    }
    staying.sort(Comparator.comparingDouble((Pod pod) -> pod.ready).reversed());
    for (var surplus = 0; surplus < staying.size() - desired; surplus++) {
      var pod = staying.get(surplus);
      pod.leaving = true;
      if (pod.busy == 0) {
        pods.remove(pod);
      }
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
