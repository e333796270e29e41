package dev.steward.cli;

import dev.steward.cli.service.ServiceFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward validate}: what the API server would refuse, with places. */
@Command(
    name = "validate",
    description = {
      "Says what is wrong with ModelServices, InferenceTasks and policies, as FILE:LINE:COLUMN: field: problem; remedy.",
      "Checks what the API server checks: YAML, fields, types, bounds and the definition's rules,",
      "and with --policy also what these policies would say of the services and tasks."
    },
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "YAML or JSON files.")
  private List<Path> files = List.of();

  @Mixin private PolicyOptions policies = new PolicyOptions();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    var sources = new Sources();
    var governing = policies.read(sources, err);
    var mistakes = 0;
    for (var file : files) {
      var read = sources.read(file);
      read.notes().forEach(note -> err.println("note: " + note));
      read.findings().forEach(finding -> out.println(finding.line(read.name())));
      mistakes += read.findings().size();
      var said = policies.judge(read, governing);
      said.forEach(judged -> out.println(judged.line(read.name())));
      mistakes += (int) said.stream().filter(PolicyOptions.Judged::isDenied).count();
      if (read.findings().isEmpty() && said.isEmpty()) {
        out.println(
            read.name()
                + ": "
                + (read.services().isEmpty() && read.tasks().isEmpty() && read.policies().isEmpty()
                    ? "no ModelService, no InferenceTask and no policy"
                    : names(read) + " ok"));
      }
    }
    return mistakes == 0 ? ExitCode.DONE : ExitCode.REFUSED;
  }

  private static String names(ServiceFile read) {
    return Stream.concat(
            Stream.concat(read.services().stream(), read.tasks().stream())
                .map(object -> object.getMetadata().getName()),
            read.policies().stream().map(policy -> policy.meaning().source().text()))
        .collect(Collectors.joining(", "));
  }
}
