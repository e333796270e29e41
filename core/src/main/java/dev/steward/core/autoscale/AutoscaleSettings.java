package dev.steward.core.autoscale;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a service asks of the autoscaler, field by field as in {@code spec.scaling}. Wrong
 * combinations can't be made; {@link #check} tells them to the user.
 *
 * @param min fewest replicas, 0 to {@link #MOST_REPLICAS}; 0 allows none while nobody asks
 * @param max most replicas, 1 to {@link #MOST_REPLICAS}
 * @param metric what {@code target} is a number of
 * @param target what one replica is meant for, above 0 and up to {@link #MOST_TARGET}
 * @param stableWindow over which the load is averaged while it changes by chance alone, 10 s to 10
 *     min
 * @param panicWindow over which it is averaged while it really changes, 1 s up to a half of {@code
 *     stableWindow}
 * @param scaleToZeroAfter how long nobody must ask before none are left, 10 s to 7 days; only with
 *     a {@code min} of 0
 * @param schedule minimums by the clock, up to {@link #MOST_SCHEDULED}; none or at least two, for a
 *     single one would hold for ever
 */
public record AutoscaleSettings(
    int min,
    int max,
    ScalingMetric metric,
    double target,
    Duration stableWindow,
    Duration panicWindow,
    Duration scaleToZeroAfter,
    List<ScheduledMinimum> schedule) {

  public static final int MOST_REPLICAS = 1000;
  public static final double MOST_TARGET = 1_000_000;
  public static final int MOST_SCHEDULED = 20;

  static final Duration SHORTEST_STABLE = Duration.ofSeconds(10);
  static final Duration LONGEST_STABLE = Duration.ofMinutes(10);
  static final Duration SHORTEST_PANIC = Duration.ofSeconds(1);
  static final Duration SHORTEST_QUIET = Duration.ofSeconds(10);
  static final Duration LONGEST_QUIET = Duration.ofDays(7);

  private static final String PATH = "spec.scaling.";

  /** A service that says nothing: 1 to 10 replicas of 8 requests in flight each. */
  public static final AutoscaleSettings DEFAULT =
      new AutoscaleSettings(
          1,
          10,
          ScalingMetric.CONCURRENCY,
          8,
          Duration.ofSeconds(60),
          Duration.ofSeconds(6),
          Duration.ofMinutes(5),
          List.of());

  public AutoscaleSettings {
    schedule = List.copyOf(schedule);
    violation(min, max, target, stableWindow, panicWindow, scaleToZeroAfter, schedule)
        .ifPresent(wrong -> {
          throw new IllegalArgumentException(wrong.message());
        });
  }

  /** The settings, or the first field that is wrong. */
  public static Checked<AutoscaleSettings> check(
      int min,
      int max,
      ScalingMetric metric,
      double target,
      Duration stableWindow,
      Duration panicWindow,
      Duration scaleToZeroAfter,
      List<ScheduledMinimum> schedule) {
    return violation(min, max, target, stableWindow, panicWindow, scaleToZeroAfter, schedule)
        .<Checked<AutoscaleSettings>>map(Checked.Invalid::new)
        .orElseGet(() ->
            Checked.valid(
                new AutoscaleSettings(
                    min,
                    max,
                    metric,
                    target,
                    stableWindow,
                    panicWindow,
                    scaleToZeroAfter,
                    schedule)));
  }

  private static Optional<Violation> violation(
      int min,
      int max,
      double target,
      Duration stable,
      Duration panic,
      Duration quiet,
      List<ScheduledMinimum> schedule) {
    return bounds(min, max)
        .or(() -> target(target))
        .or(() -> within("stableWindow", stable, SHORTEST_STABLE, LONGEST_STABLE))
        .or(() -> within("panicWindow", panic, SHORTEST_PANIC, stable.dividedBy(2)))
        .or(() -> within("scaleToZeroAfter", quiet, SHORTEST_QUIET, LONGEST_QUIET))
        .or(() -> schedule(schedule, max));
  }

  private static Optional<Violation> bounds(int min, int max) {
    if (max < 1 || max > MOST_REPLICAS) {
      return wrong(
          "max", "%d is no largest number of replicas".formatted(max), "use 1 to " + MOST_REPLICAS);
    }
    if (min < 0) {
      return wrong("min", "%d is no number of replicas".formatted(min), "use 0 or more");
    }
    if (min > max) {
      return wrong(
          "min", "%d is above spec.scaling.max %d".formatted(min, max), "lower min or raise max");
    }
    return Optional.empty();
  }

  private static Optional<Violation> target(double target) {
    return target > 0 && target <= MOST_TARGET
        ? Optional.empty()
        : wrong(
            "target",
            "%s is nothing a replica could be meant for".formatted(target),
            "use more than 0 and at most 1000000");
  }

  private static Optional<Violation> within(
      String field, Duration value, Duration shortest, Duration longest) {
    return value.compareTo(shortest) >= 0 && value.compareTo(longest) <= 0
        ? Optional.empty()
        : wrong(
            field,
            "%s isn't from %s to %s"
                .formatted(Words.span(value), Words.span(shortest), Words.span(longest)),
            field.equals("panicWindow")
                ? "use at most half of stableWindow"
                : "choose one of that range");
  }

  private static Optional<Violation> schedule(List<ScheduledMinimum> schedule, int max) {
    if (schedule.size() == 1) {
      return wrong(
          "schedule",
          "a single entry holds for ever, because only another one ends it",
          "add the entry that ends it, such as {cron: \"0 18 * * MON-FRI\", min: 0}");
    }
    if (schedule.size() > MOST_SCHEDULED) {
      return wrong(
          "schedule",
          "it has %d entries".formatted(schedule.size()),
          "use at most " + MOST_SCHEDULED);
    }
    for (var at = 0; at < schedule.size(); at++) {
      if (schedule.get(at).min() > max) {
        return wrong(
            "schedule[%d].min".formatted(at),
            "%d is above spec.scaling.max %d".formatted(schedule.get(at).min(), max),
            "lower it or raise max");
      }
    }
    return Optional.empty();
  }

  private static Optional<Violation> wrong(String field, String problem, String remedy) {
    return Optional.of(new Violation(PATH + field, problem, remedy));
  }
}
