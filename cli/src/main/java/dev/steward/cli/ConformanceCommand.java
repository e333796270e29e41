package dev.steward.cli;

import dev.steward.conformance.Suite;
import dev.steward.conformance.UnfitException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward conformance}: whether a server speaks the Open Inference Protocol. */
@Command(
    name = "conformance",
    description = {
      "Checks from outside whether a server, anybody's, speaks the Open Inference Protocol v2: what",
      "was sent, expected and seen for each check that fails. Sends small requests for one model,",
      "wrong ones too. Exit code 1 if a check failed."
    },
    mixinStandardHelpOptions = true)
final class ConformanceCommand implements Callable<Integer> {

  private static final String GRPC = "--grpc";

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Parameters(paramLabel = "URL", description = "The server's address, up to where /v2 follows.")
  private URI server;

  @Option(
      names = GRPC,
      paramLabel = "HOST:PORT",
      description = "Its gRPC side, without TLS. Default: REST alone is checked.")
  private Optional<String> grpc = Optional.empty();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The model to ask. Default: the first that the server lists.")
  private Optional<String> model = Optional.empty();

  @Option(names = "--json", description = "Print the results as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (!List.of("http", "https").contains(String.valueOf(server.getScheme()))) {
      throw Refused.usage(
          "URL", "\"" + server + "\" is no address", "write http://HOST:PORT or https://…");
    }
    grpc.filter(address -> !address.matches(".+:[0-9]{1,5}"))
        .ifPresent(address -> {
          throw Refused.usage(GRPC, "\"" + address + "\" is no address", "write HOST:PORT");
        });
    try {
      var report = Suite.run(server, grpc, model);
      var out = spec.commandLine().getOut();
      out.println(json ? report.json() : report.text().stripTrailing());
      out.flush();
      return report.conforms() ? ExitCode.DONE : ExitCode.REFUSED;
    } catch (IOException e) {
      throw Refused.because(
          "URL", server + " can't be talked to (" + e + ")", "see whether the server runs there");
    } catch (UnfitException e) {
      throw Refused.because(
          "--model", String.valueOf(e.getMessage()), "use a model of tensors that is served there");
    }
  }
}
