package dev.steward.cli;

import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.model.TensorFacts;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.shard.StagePlan;
import dev.steward.core.shard.StagePlanner;
import dev.steward.protocol.config.ModelFactsJson;
import dev.steward.runtime.NativeLibraries;
import dev.steward.runtime.load.ModelLoader;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.store.Digests;
import dev.steward.store.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward inspect}: prints the facts of a model's file. */
@Command(
    name = "inspect",
    description = {
      "Prints what an ONNX file says of its model: inputs, outputs, weights and layers. The weights",
      "aren't loaded."
    },
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {

  private static final String SHARDS = "--shards";

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  @Parameters(paramLabel = "MODEL", description = "An ONNX file, or a folder with one.")
  private Path model;

  @Option(
      names = SHARDS,
      paramLabel = "STAGES",
      description = "Also says what each of so many stages would do and hold.")
  private Optional<Integer> shards = Optional.empty();

  @Option(names = "--json", description = "Prints the facts as the operator gets them.")
  private boolean json;

  @Option(
      names = "--digest",
      description = "Prints the SHA-256 for spec.model.digest instead; reads all of the model.")
  private boolean digest;

  @Override
  public Integer call() throws InterruptedException {
    if (shards.filter(count -> count < 1).isPresent()) {
      throw Refused.usage(SHARDS, shards.get() + " stages can't be", "use a number from 1");
    }
    var out = spec.commandLine().getOut();
    if (digest) {
      out.println(digest());
      out.flush();
      return ExitCode.DONE;
    }
    var facts = facts();
    if (json) {
      out.println(ModelFactsJson.write(facts));
    } else {
      summary(facts).forEach(out::println);
    }
    shards.ifPresent(count -> stages(facts, count).forEach(out::println));
    out.flush();
    return ExitCode.DONE;
  }

  private void mustExist() {
    if (!Files.exists(model)) {
      throw Refused.usage(model.toString(), "there is no such file", "check the path");
    }
  }

  private String digest() {
    mustExist();
    try {
      return Digests.of(model).text();
    } catch (IOException e) {
      throw Refused.because(
          model.toString(), "it can't be read: " + e.getMessage(), "check the path");
    }
  }

  private ModelFacts facts() throws InterruptedException {
    mustExist();
    var cache = RunCommand.cacheFolder();
    NativeLibraries.keepIn(cache.resolve("native"));
    var config =
        new RuntimeConfig(
            "model",
            new ModelUri.LocalFile(model.toAbsolutePath().normalize().toString()),
            Optional.empty(),
            ModelTask.TENSOR);
    try {
      return ModelLoader.of(new Places(cache, cache), new PoolSettings(1, 1, 1))
          .inspect(config)
          .facts();
    } catch (LoadException e) {
      var wrong = e.failure().violation();
      throw Refused.because(model.toString(), wrong.problem(), wrong.remedy());
    }
  }

  private static List<String> summary(ModelFacts facts) {
    var lines = new ArrayList<String>();
    lines.add("inputs   " + listed(facts.inputs()));
    lines.add("outputs  " + listed(facts.outputs()));
    lines.add(
        "weights  %d, %s; %d operations, %s for one row of 128"
            .formatted(
                facts.weights(), facts.weightBytes().text(), facts.nodes(), facts.work().text()));
    lines.add("layer        work     weights    goes on");
    for (int i = 0; i < facts.layers().size(); i++) {
      var layer = facts.layers().get(i);
      lines.add(line(i, layer.work().text(), layer.weights().text(), layer.crossing().text()));
    }
    return lines;
  }

  private static String line(int number, String work, String weights, String crossing) {
    return "%5d %12s %10s %10s".formatted(number, work, weights, crossing);
  }

  private static String listed(List<TensorFacts> tensors) {
    return tensors.stream()
        .map(tensor -> tensor.name() + " " + tensor.datatype() + tensor.shape())
        .collect(Collectors.joining(", "));
  }

  private static List<String> stages(ModelFacts facts, int count) {
    return switch (StagePlanner.plan(SHARDS, facts.layers(), count, Optional.empty())) {
      case StagePlan.Impossible(var reason) -> throw Refused.because(reason);
      case StagePlan.Possible(var cut, var loads) -> {
        var lines = new ArrayList<String>();
        lines.add("stage        work     weights    goes on  layers");
        for (int i = 0; i < loads.size(); i++) {
          var load = loads.get(i);
          lines.add(
              line(i, load.work().text(), load.weights().text(), load.crossing().text())
                  + "  %d to %d".formatted(cut.from(i), cut.to(i) - 1));
        }
        yield lines;
      }
    };
  }
}
