package dev.steward.cli;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.cli.local.LocalFacts;
import dev.steward.cli.local.VolumeMap;
import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.model.ModelFacts;
import dev.steward.operator.plan.NodeFacts;
import dev.steward.operator.plan.Plan;
import dev.steward.operator.plan.PlanSettings;
import dev.steward.operator.plan.Planner;
import dev.steward.operator.plan.ServiceSettings;
import dev.steward.runtime.NativeLibraries;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward plan}: the objects a cluster would get. */
@Command(
    name = "plan",
    description = {
      "Prints the Kubernetes objects that the operator would apply for a file's ModelServices, as",
      "YAML documents in the order in which they are applied. Nothing is sent anywhere.",
      "What only a cluster knows is as in an empty one: the service's port at the gateways is the",
      "first choice, and no gateway's address is listed.",
      "How something that is Auto was found stands in comments before a service's objects."
    },
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {

  private static final Optional<ModelFacts> NO_FACTS = Optional.empty();

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  @Parameters(paramLabel = "FILE", description = "A YAML or JSON file with ModelServices.")
  private Path file;

  @Option(
      names = "--steward-namespace",
      paramLabel = "NAMESPACE",
      description = "The namespace Steward is installed in. Default: ${DEFAULT-VALUE}.")
  private String stewardNamespace = Installation.NAMESPACE;

  @Option(
      names = "--runtime-image",
      paramLabel = "IMAGE",
      description = "The runtime's image of that installation. Default: ${DEFAULT-VALUE}.")
  private String runtimeImage = Installation.runtimeImage();

  @Option(
      names = "--map",
      paramLabel = "pvc://CLAIM=FOLDER",
      description =
          "The folder that stands for a claim's volume, where a model's facts are needed. Once for"
              + " each claim.")
  private List<String> maps = List.of();

  @Option(
      names = "--nodes",
      paramLabel = "FILE",
      description = {
        "The nodes to plan for where something is Auto, as kubectl get nodes -o yaml prints them.",
        "Default: one with 8 GPUs that have what the service asks for."
      })
  private Optional<Path> nodes = Optional.empty();

  private final KubernetesSerialization yaml = new KubernetesSerialization();

  @Override
  public Integer call() throws InterruptedException {
    var volumes =
        VolumeMap.of(maps)
            .orThrow(wrong -> Refused.usage(wrong.field(), wrong.problem(), wrong.remedy()));
    var seen = nodes.map(named -> PlannedNodes.read(named, yaml));
    var out = spec.commandLine().getOut();
    var obstacles = new ArrayList<Violation>();
    for (var service : new Sources().services(file, spec.commandLine().getErr())) {
      var settings =
          ServiceSettings.of(service)
              .orThrow(wrong -> Refused.because(wrong.field(), wrong.problem(), wrong.remedy()));
      var plan = plan(service, settings, volumes, seen);
      plan.arithmetic().forEach(line -> comment(service, line));
      plan.obstacle().ifPresent(obstacles::add);
      plan.objects().forEach(object -> out.print(yaml.asYaml(object)));
    }
    out.flush();
    if (!obstacles.isEmpty()) {
      throw Refused.because(obstacles.getFirst());
    }
    return ExitCode.DONE;
  }

  private Plan plan(
      ModelService service,
      ServiceSettings settings,
      VolumeMap volumes,
      Optional<List<NodeFacts>> seen)
      throws InterruptedException {
    var facts = settings.needsFacts() ? facts(service, settings, volumes) : NO_FACTS;
    var assumed =
        seen.isEmpty() && settings.isAutomatic() && facts.isPresent()
            ? PlannedNodes.assumed(settings)
            : Optional.<NodeFacts>empty();
    assumed.ifPresent(
        node -> comment(service, "There is no --nodes FILE: one node with 8 GPUs is assumed."));
    return Planner.plan(
            service,
            new PlanSettings(stewardNamespace, runtimeImage),
            facts,
            seen.or(() -> assumed.map(List::of)))
        .orThrow(Refused::because);
  }

  private Optional<ModelFacts> facts(
      ModelService service, ServiceSettings settings, VolumeMap volumes)
      throws InterruptedException {
    var cache = RunCommand.cacheFolder();
    NativeLibraries.keepIn(cache.resolve("native"));
    return switch (LocalFacts.of(settings.runtime(), volumes, cache)) {
      case Checked.Valid<ModelFacts>(var facts) -> Optional.of(facts);
      case Checked.Invalid<ModelFacts>(var why) -> {
        comment(
            service,
            "The runtime's pods are planned by the model's facts, which can't be read here: "
                + why.message());
        comment(service, "In a cluster the pod at the end reads them; the rest follows from that.");
        yield NO_FACTS;
      }
    };
  }

  private void comment(ModelService service, String line) {
    spec.commandLine().getOut().println("# " + service.getMetadata().getName() + ": " + line);
  }
}
