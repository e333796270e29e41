package dev.steward.cli;

import dev.steward.cli.remote.GovernedCluster;
import dev.steward.operator.policy.Standing;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward policy preview}: whom policies would hit that aren't in force yet. */
@Command(
    name = "preview",
    description = {
      "Says which ModelServices and InferenceTasks of the current kubeconfig's cluster break the",
      "policies of a file, as they stand now. Nothing is sent to the cluster."
    },
    mixinStandardHelpOptions = true)
final class PolicyPreviewCommand implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files with policies.")
  private List<Path> files = List.of();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var policies = new Sources().policies(files, spec.commandLine().getErr());
    try (var cluster = GovernedCluster.current()) {
      var governed = 0;
      var troubled = 0;
      var all = cluster.objects();
      for (var object : all) {
        var namespace = object.getMetadata().getNamespace();
        var standing =
            Standing.of(object, cluster.labels(namespace), GovernedCluster.of(namespace, policies));
        governed += standing.isUngoverned() ? 0 : 1;
        troubled += standing.troubled().isEmpty() ? 0 : 1;
        PolicyOptions.judged(object, standing)
            .map(judged ->
                "%s %s/%s: %s: %s"
                    .formatted(
                        object.getKind(),
                        namespace,
                        judged.name(),
                        judged.verb(),
                        judged.message()))
            .forEach(out::println);
      }
      out.println(
          "%d of %s governed, %d of them in breach"
              .formatted(governed, Sources.counted(all.size(), "object"), troubled));
      if (governed == 0 && !all.isEmpty()) {
        spec.commandLine()
            .getErr()
            .println("note: the policies select nothing that there is; check their selectors");
      }
      return ExitCode.DONE;
    } catch (KubernetesClientException e) {
      throw Refused.because(GovernedCluster.unreachable(e));
    }
  }
}
