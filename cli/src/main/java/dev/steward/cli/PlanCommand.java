package dev.steward.cli;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.check.Checked;
import dev.steward.operator.plan.Plan;
import dev.steward.operator.plan.PlanSettings;
import dev.steward.operator.plan.Planner;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
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
      "first choice, and no gateway's address is listed."
    },
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {

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

  @Override
  public Integer call() {
    var sources = new Sources();
    var settings = new PlanSettings(stewardNamespace, runtimeImage);
    var yaml = new KubernetesSerialization();
    var text = new StringBuilder();
    for (var service : sources.services(file, spec.commandLine().getErr())) {
      switch (Planner.plan(service, settings)) {
        case Checked.Invalid<Plan>(var violation) -> throw Refused.because(violation);
        case Checked.Valid<Plan>(var plan) -> {
          if (plan.current().isEmpty()) {
            spec.commandLine().getErr().println("note: " + untilFactsAreKnown(service));
          }
          plan.objects().forEach(object -> text.append(yaml.asYaml(object)));
        }
      }
    }
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }

  private static String untilFactsAreKnown(ModelService service) {
    return "%s: this is what is made until the facts of its model are known, which a pod reads; by them its own pods are planned"
        .formatted(service.getMetadata().getName());
  }
}
