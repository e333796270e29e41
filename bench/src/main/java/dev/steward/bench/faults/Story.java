package dev.steward.bench.faults;

import dev.steward.bench.faults.away.Mood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * One run: what is done in which order, by a seed, so that a run can be told again.
 *
 * @param kind in a word
 * @param failing what becomes of requests while no record can be written
 * @param sealing whether files leave for an object store
 */
record Story(long seed, Kind kind, Failing failing, Sealing sealing, List<Step> steps) {

  /** What is done to the gateway. */
  enum Kind {
    KILL,
    POWER_CUT,
    KILL_WHILE_RECOVERING,
    POWER_CUT_WHILE_RECOVERING,
    WRITE_ERROR,
    SYNC_ERROR,
    FULL,
    READ_ONLY,
    CLOCK,
    STOP,
    /** Nothing but that the receiver of records is away. */
    OUTAGE
  }

  /** A policy's word. */
  enum Failing {
    CLOSED,
    OPEN
  }

  /** What becomes of files that are written no more. */
  enum Sealing {
    STAY,
    LEAVE
  }

  private static final Duration TEN_YEARS = Duration.ofDays(3652);

  Story {
    steps = List.copyOf(steps);
  }

  /** The story of a seed. */
  static Story of(long seed) {
    var chance = new Random(seed);
    var kinds = Kind.values();
    var kind = kinds[(int) (seed % kinds.length)];
    var steps = new ArrayList<Step>();
    steps.add(new Step.Start());
    steps.add(load(chance));
    steps.addAll(fault(kind, chance));
    steps.add(new Step.AwaitAnswers());
    steps.add(load(chance));
    // A gateway that is killed takes the count of a gap with it; one that ends must have told it.
    var failing = survives(kind) && chance.nextInt(3) == 0 ? Failing.OPEN : Failing.CLOSED;
    // What a story did may show only after the log was opened once more.
    steps.add(
        switch (failing) {
          case OPEN -> new Step.Stop();
          case CLOSED ->
              chance.nextBoolean() ? new Step.PowerCut(chance.nextInt()) : new Step.Kill();
        });
    steps.add(new Step.Start());
    steps.add(new Step.AwaitAnswers());
    steps.add(new Step.Quiet());
    steps.add(new Step.AwaitDelivery());
    steps.add(new Step.Stop());
    // A chance of its own, and the steps above are a seed's own whatever else goes on.
    var outages = new Random(~seed);
    var sealing = outages.nextInt(3) == 0 ? Sealing.LEAVE : Sealing.STAY;
    if (kind != Kind.OUTAGE) {
      if (outages.nextInt(4) == 0) {
        Outages.ofNobody(steps);
      } else {
        Outages.ofReceiver(steps, outages);
      }
    }
    if (sealing == Sealing.LEAVE && outages.nextBoolean()) {
      Outages.ofStore(steps, outages);
    }
    return new Story(seed, kind, failing, sealing, steps);
  }

  /** The bad moods of the receiver, for people. */
  String moods() {
    var moods =
        steps.stream()
            .filter(Step.Receiving.class::isInstance)
            .map(step -> ((Step.Receiving) step).mood())
            .filter(mood -> mood != Mood.WELL)
            .map(Mood::name)
            .collect(Collectors.joining("+"));
    return (moods.isEmpty() ? "WELL" : moods)
        + (steps.contains(new Step.StoreEnds()) ? ", store killed" : "");
  }

  private static boolean survives(Kind kind) {
    return switch (kind) {
      case WRITE_ERROR, SYNC_ERROR, FULL, READ_ONLY -> true;
      case KILL,
          POWER_CUT,
          KILL_WHILE_RECOVERING,
          POWER_CUT_WHILE_RECOVERING,
          CLOCK,
          STOP,
          OUTAGE ->
          false;
    };
  }

  private static List<Step> fault(Kind kind, Random chance) {
    return switch (kind) {
      case KILL -> List.of(new Step.Kill(), new Step.Start());
      case POWER_CUT -> List.of(new Step.PowerCut(chance.nextInt()), new Step.Start());
      case KILL_WHILE_RECOVERING ->
          List.of(
              new Step.Kill(),
              new Step.Begin(),
              new Step.Load(Duration.ofMillis(300L + chance.nextInt(1_200))),
              new Step.Kill(),
              new Step.Start());
      case POWER_CUT_WHILE_RECOVERING ->
          List.of(
              new Step.PowerCut(chance.nextInt()),
              new Step.Begin(),
              new Step.Load(Duration.ofMillis(300L + chance.nextInt(1_200))),
              new Step.PowerCut(chance.nextInt()),
              new Step.Start());
      case WRITE_ERROR ->
          List.of(new Step.Disk("write-error " + (1 + chance.nextInt(400))), load(chance));
      case SYNC_ERROR ->
          List.of(new Step.Disk("sync-error " + (1 + chance.nextInt(400))), load(chance));
      case FULL ->
          List.of(
              new Step.Disk("full-after " + (1 + chance.nextInt(1 << 20))),
              load(chance),
              load(chance),
              new Step.Disk("well"));
      case READ_ONLY -> List.of(new Step.Disk("read-only"), load(chance), new Step.Disk("well"));
      case CLOCK ->
          List.of(
              new Step.Clock(chance.nextBoolean() ? TEN_YEARS : Duration.ofDays(-1)),
              load(chance),
              new Step.Kill(),
              new Step.Start());
      case STOP -> List.of(new Step.Stop(), new Step.Start());
      case OUTAGE -> outage(chance);
    };
  }

  /** It may come back while the gateway lives, or find it killed. */
  private static List<Step> outage(Random chance) {
    var steps = new ArrayList<Step>();
    steps.add(new Step.AwaitAnswers());
    steps.add(load(chance));
    steps.add(new Step.Receiving(Outages.mood(chance)));
    steps.add(new Step.AwaitPost());
    steps.add(new Step.Unharmed(Duration.ofMillis(1_000L + chance.nextInt(1_000))));
    steps.add(new Step.Receiving(Outages.mood(chance)));
    steps.add(new Step.Unharmed(Duration.ofMillis(200L + chance.nextInt(1_000))));
    steps.add(new Step.AwaitPost());
    if (chance.nextBoolean()) {
      steps.add(new Step.Receiving(Mood.WELL));
      steps.add(new Step.AwaitDelivery());
    } else {
      steps.add(new Step.Kill());
      steps.add(new Step.Start());
      steps.add(new Step.Receiving(Mood.WELL));
    }
    return steps;
  }

  private static Step load(Random chance) {
    return new Step.Load(Duration.ofMillis(100L + chance.nextInt(900)));
  }
}
