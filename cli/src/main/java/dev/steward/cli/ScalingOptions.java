package dev.steward.cli;

import dev.steward.api.v1alpha1.GoDuration;
import dev.steward.core.autoscale.AutoscaleSettings;
import dev.steward.core.autoscale.ScalingMetric;
import dev.steward.core.check.Checked;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code spec.scaling} on the command line: each option replaces the field of its name. */
final class ScalingOptions {

  @Option(names = "--min", paramLabel = "REPLICAS", description = "Fewest replicas. Default: 1.")
  private Optional<Integer> min = Optional.empty();

  @Option(names = "--max", paramLabel = "REPLICAS", description = "Most replicas. Default: 10.")
  private Optional<Integer> max = Optional.empty();

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description = "Concurrency, RequestRate or QueueDepth. Default: Concurrency.")
  private Optional<String> metric = Optional.empty();

  @Option(
      names = "--target",
      paramLabel = "NUMBER",
      description = "What one replica is meant for, in the metric's unit. Default: 8.")
  private Optional<Double> target = Optional.empty();

  @Option(names = "--stable-window", paramLabel = "DURATION", description = "Default: 60s.")
  private Optional<String> stableWindow = Optional.empty();

  @Option(names = "--panic-window", paramLabel = "DURATION", description = "Default: 6s.")
  private Optional<String> panicWindow = Optional.empty();

  @Option(names = "--scale-to-zero-after", paramLabel = "DURATION", description = "Default: 5m.")
  private Optional<String> scaleToZeroAfter = Optional.empty();

  /** The settings of a service with those that are given here in the place of its own. */
  Checked<AutoscaleSettings> over(AutoscaleSettings service) {
    return AutoscaleSettings.check(
        min.orElse(service.min()),
        max.orElse(service.max()),
        metric.map(ScalingOptions::metric).orElse(service.metric()),
        target.orElse(service.target()),
        duration("--stable-window", stableWindow, service.stableWindow()),
        duration("--panic-window", panicWindow, service.panicWindow()),
        duration("--scale-to-zero-after", scaleToZeroAfter, service.scaleToZeroAfter()),
        service.schedule());
  }

  static Duration duration(String option, Optional<String> text, Duration otherwise) {
    return text.map(given ->
            GoDuration.parse(option, given)
                .orThrow(wrong -> Refused.usage(wrong.field(), wrong.problem(), wrong.remedy())))
        .orElse(otherwise);
  }

  private static ScalingMetric metric(String name) {
    return Arrays.stream(ScalingMetric.values())
        .filter(each -> each.text().equals(name))
        .findFirst()
        .orElseThrow(() ->
            Refused.usage(
                "--metric",
                "\"" + name + "\" is no metric",
                "use Concurrency, RequestRate or QueueDepth"));
  }
}
