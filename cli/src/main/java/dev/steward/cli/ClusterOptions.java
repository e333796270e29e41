package dev.steward.cli;

import dev.steward.core.autoscale.AutoscaleSettings;
import dev.steward.core.autoscale.ScalingMetric;
import dev.steward.core.autoscale.simulate.ClusterModel;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The simulated cluster on the command line. */
final class ClusterOptions {

  private static final int SLOTS = 8;
  private static final Duration LONGEST = Duration.ofHours(1);

  @Option(
      names = "--start-up",
      paramLabel = "DURATION",
      description = "How long a replica takes to start. Default: 10s.")
  private Optional<String> startUp = Optional.empty();

  @Option(
      names = "--work",
      paramLabel = "DURATION",
      description = "How long a replica works on a request, on average. Default: 500ms.")
  private Optional<String> work = Optional.empty();

  @Option(
      names = "--slots",
      paramLabel = "REQUESTS",
      description =
          "Requests that a replica works on at the same time. Default: the target, where the metric"
              + " is Concurrency; else 8.")
  private Optional<Integer> slots = Optional.empty();

  @Option(
      names = "--patience",
      paramLabel = "DURATION",
      description = "How long a request may wait before it counts as missed. Default: 1s.")
  private Optional<String> patience = Optional.empty();

  @Option(
      names = "--price",
      paramLabel = "NUMBER",
      description = "Of a replica for an hour, in your currency. Default: 1.")
  private double price = 1;

  double price() {
    return price;
  }

  /** The cluster for a service. */
  ClusterModel model(AutoscaleSettings settings) {
    var meant =
        settings.metric() == ScalingMetric.CONCURRENCY
            ? Math.max(1, (int) Math.round(settings.target()))
            : SLOTS;
    return new ClusterModel(
        time("--start-up", startUp, Duration.ofSeconds(10)),
        slots.map(ClusterOptions::atLeastOne).orElse(meant),
        time("--work", work, Duration.ofMillis(500)),
        time("--patience", patience, Duration.ofSeconds(1)));
  }

  private static int atLeastOne(int slots) {
    if (slots < 1) {
      throw Refused.usage(
          "--slots", "%d is no number of requests".formatted(slots), "use 1 or more");
    }
    return slots;
  }

  private static Duration time(String option, Optional<String> text, Duration otherwise) {
    var time = ScalingOptions.duration(option, text, otherwise);
    if (time.isZero() || time.compareTo(LONGEST) > 0) {
      throw Refused.usage(option, "it isn't above 0 and up to 1h", "write it like 500ms or 20s");
    }
    return time;
  }
}
