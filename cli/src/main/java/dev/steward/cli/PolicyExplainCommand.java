package dev.steward.cli;

import dev.steward.cli.remote.GovernedCluster;
import dev.steward.operator.policy.Standing;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward policy explain}: what holds for a service, by whom, and what it breaks. */
@Command(
    name = "explain",
    description = {
      "Prints what policies ask of a service together, at each level of enforcement, who asks for it,",
      "the digest of that, and what the service breaks.",
      "SERVICE is the name of a ModelService in the cluster of the current kubeconfig, or a file with",
      "ModelServices, of which --policy and --namespace-label say what governs them."
    },
    mixinStandardHelpOptions = true)
final class PolicyExplainCommand implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  @Parameters(paramLabel = "SERVICE", description = "A name, or a file.")
  private String service;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "The service's namespace. Default: ${DEFAULT-VALUE}.")
  private String namespace = "default";

  @Mixin private PolicyOptions policies = new PolicyOptions();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var file = Path.of(service);
    if (Files.exists(file)) {
      var err = spec.commandLine().getErr();
      var sources = new Sources();
      var governing = policies.read(sources, err);
      for (var each : sources.services(file, err)) {
        Explanation.of(each, policies.standing(each, governing)).forEach(out::println);
      }
    } else {
      try (var cluster = GovernedCluster.current()) {
        var found =
            cluster
                .service(namespace, service)
                .orElseThrow(() ->
                    Refused.because(
                        service,
                        "there is no such ModelService in namespace %s, and no such file"
                            .formatted(namespace),
                        "check the name, and -n"));
        Explanation.of(
                found, Standing.of(found, cluster.labels(namespace), cluster.policies(namespace)))
            .forEach(out::println);
      } catch (KubernetesClientException e) {
        throw Refused.because(GovernedCluster.unreachable(e));
      }
    }
    return ExitCode.DONE;
  }
}
