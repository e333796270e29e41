package dev.steward.cli;

import dev.steward.cli.remote.GovernedCluster;
import dev.steward.ledger.copy.LogCopy;
import dev.steward.ledger.fault.LedgerException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward audit fetch DIR}. */
@Command(
    name = "fetch",
    description = {
      "Copies the evidence logs of gateways from the cluster of the current kubeconfig, each into",
      "DIR/GATEWAY, while they are written to. It forwards a port into their pods: you need the rights",
      "to list pods and to create pods/portforward in Steward's namespace, and no others."
    },
    mixinStandardHelpOptions = true)
final class AuditFetchCommand implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "Where to; DIR/GATEWAY must be empty, or not there yet.")
  private Path folder;

  @Parameters(
      index = "1..*",
      paramLabel = "GATEWAY",
      description = "Pods of gateways. Default: all of them.")
  private List<String> gateways = List.of();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Steward's namespace. Default: ${DEFAULT-VALUE}.")
  private String namespace = "steward-system";

  @Override
  public Integer call() {
    try (var cluster = GovernedCluster.current()) {
      var wanted = gateways.isEmpty() ? cluster.gateways(namespace) : gateways;
      if (wanted.isEmpty()) {
        throw Refused.because(namespace, "there are no gateways", "name Steward's namespace by -n");
      }
      for (var gateway : wanted) {
        fetch(cluster, gateway);
      }
    } catch (KubernetesClientException e) {
      throw Refused.because(GovernedCluster.unreachable(e));
    }
    return ExitCode.DONE;
  }

  private void fetch(GovernedCluster cluster, String gateway) {
    try (var volume = cluster.volume(namespace, gateway).orThrow(Refused::because)) {
      var into = folder.resolve(gateway);
      var checkpoint = LogCopy.take(volume, into);
      var out = spec.commandLine().getOut();
      out.println(
          String.format(
              Locale.ROOT,
              "%s: %,d entries of %s",
              into,
              checkpoint.size(),
              checkpoint.origin().text()));
      out.flush();
    } catch (LedgerException e) {
      throw Refused.because(e.violation());
    } catch (IOException e) {
      throw Refused.because(
          gateway,
          "its log can't be fetched: " + e.getMessage(),
          "look at the pod, and at your right to create pods/portforward in " + namespace);
    }
  }
}
