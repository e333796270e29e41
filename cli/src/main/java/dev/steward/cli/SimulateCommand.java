package dev.steward.cli;

import dev.steward.api.v1alpha1.GoDuration;
import dev.steward.cli.simulate.Drawing;
import dev.steward.core.autoscale.AutoscaleSettings;
import dev.steward.core.autoscale.Scaling;
import dev.steward.core.autoscale.simulate.ClusterModel;
import dev.steward.core.autoscale.simulate.Outcome;
import dev.steward.core.autoscale.simulate.Simulation;
import dev.steward.core.autoscale.simulate.StewardPolicy;
import dev.steward.core.autoscale.simulate.Trace;
import dev.steward.core.autoscale.simulate.Traces;
import dev.steward.operator.plan.ScalingSettings;
import dev.steward.operator.plan.ServiceSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward simulate}: what the autoscaler would do with a load. */
@Command(
    name = "simulate",
    description = {
      "Replays a load through the autoscaler's own code in a simulated cluster, says how many",
      "requests would have waited too long and what the replicas would have cost, and draws it."
    },
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--trace",
      required = true,
      paramLabel = "FILE|NAME",
      description =
          "A CSV file of lines SECOND,REQUESTS after the header second,requests; or one of steady,"
              + " ramp, spike, diurnal, herd.")
  private String trace = "";

  @Parameters(
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "A file with the ModelService whose spec.scaling it is.")
  private Optional<Path> service = Optional.empty();

  @ArgGroup(validate = false, heading = "%nThe service, as in spec.scaling:%n")
  private ScalingOptions scaling = new ScalingOptions();

  @ArgGroup(validate = false, heading = "%nThe cluster:%n")
  private ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Another number draws other requests at the same rates. Default: 1.")
  private long seed = 1;

  @Option(
      names = "--decisions",
      description = "Prints each change of the number of replicas with its reason.")
  private boolean decisions;

  @Option(names = "--out", paramLabel = "FILE.svg", description = "Draws the run into this file.")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() {
    var load = load();
    var settings =
        scaling
            .over(service.map(this::settings).orElse(AutoscaleSettings.DEFAULT))
            .orThrow(Refused::because);
    var model = cluster.model(settings);
    var all = new ArrayList<Scaling>();
    var policy = new StewardPolicy(settings, all::add);
    var outcome = Simulation.run(load, model, policy, seed, Math.max(1, settings.min()));
    var print = spec.commandLine().getOut();
    if (decisions) {
      for (var second = 0; second < all.size(); second++) {
        if (all.get(second).changes()) {
          print.println(clock(second + 1) + "  " + all.get(second).sentence());
        }
      }
    }
    summary(print, load, model, outcome);
    out.ifPresent(file -> draw(file, load, settings, model, outcome));
    print.flush();
    return ExitCode.DONE;
  }

  private AutoscaleSettings settings(Path file) {
    var services = new Sources().services(file, spec.commandLine().getErr());
    if (services.size() > 1) {
      throw Refused.because(
          file.toString(),
          "it has %d ModelServices".formatted(services.size()),
          "name a file with one");
    }
    var read = ServiceSettings.of(services.getFirst()).orThrow(Refused::because);
    return switch (read.scaling()) {
      case ScalingSettings.Builtin(var _, var settings) -> settings;
      case ScalingSettings.External _, ScalingSettings.Fixed _ ->
          throw Refused.because(
              "spec.scaling.mode",
              "Steward doesn't scale this service",
              "use Builtin, or leave the file away and give the settings as options");
    };
  }

  private Trace load() {
    return Traces.named(trace)
        .orElseGet(() -> {
          if (!Files.exists(Path.of(trace))) {
            throw Refused.usage(
                "--trace " + trace,
                "there is no such file, nor a trace of that name",
                "name a CSV file or one of "
                    + Traces.all().stream().map(Trace::name).collect(Collectors.joining(", ")));
          }
          return Trace.parse(trace, Sources.text(Path.of(trace))).orThrow(Refused::because);
        });
  }

  private void summary(PrintWriter print, Trace load, ClusterModel model, Outcome outcome) {
    var rows = outcome.seconds();
    print.printf(
        Locale.ROOT,
        "%s: %,d requests in %s%n",
        load.name(),
        outcome.requests(),
        clock(load.perSecond().size()));
    print.printf(
        Locale.ROOT,
        "waited longer than %s: %,d (%.2f %%), most at once %,.0f%n",
        text(model.patience()),
        outcome.missed(),
        100.0 * outcome.missed() / Math.max(1, outcome.requests()),
        rows.stream().mapToDouble(Outcome.Row::waiting).max().orElse(0));
    print.printf(
        Locale.ROOT,
        "replicas: %.1f on average, at most %d, changed %d times%n",
        outcome.replicaSeconds() / rows.size(),
        rows.stream().mapToInt(Outcome.Row::existing).max().orElse(0),
        outcome.changes());
    print.printf(
        Locale.ROOT,
        "cost: %.2f replica-hours, %.2f at %.2f an hour%n",
        outcome.replicaSeconds() / 3600,
        outcome.replicaSeconds() / 3600 * cluster.price(),
        cluster.price());
  }

  private void draw(
      Path file, Trace load, AutoscaleSettings settings, ClusterModel model, Outcome outcome) {
    var title =
        String.format(
            Locale.ROOT,
            "%s: %d to %d replicas for %s %s each",
            load.name(),
            settings.min(),
            settings.max(),
            BigDecimal.valueOf(settings.target()).stripTrailingZeros().toPlainString(),
            settings.metric().unit());
    var summary =
        String.format(
            Locale.ROOT,
            "%,d requests, %,d waited longer than %s; %.2f replica-hours; a start takes %s",
            outcome.requests(),
            outcome.missed(),
            text(model.patience()),
            outcome.replicaSeconds() / 3600,
            text(model.startUp()));
    try {
      Files.writeString(file, Drawing.svg(title, summary, outcome, cluster.price()));
      spec.commandLine().getErr().println("note: drawn into " + file);
    } catch (IOException e) {
      throw Refused.because(
          "--out " + file, "it can't be written: " + e.getMessage(), "name another file");
    }
  }

  private static String clock(int seconds) {
    return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private static String text(Duration duration) {
    return GoDuration.text(duration);
  }
}
