package dev.steward.cli;

import dev.steward.cli.document.Finding;
import dev.steward.cli.findings.Findings;
import dev.steward.cli.findings.FindingsForm;
import dev.steward.cli.findings.Found;
import dev.steward.cli.service.ServiceFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description = "text, json, or sarif for code hosts and editors. Default: text.")
  private FindingsForm form = FindingsForm.TEXT;

  @Mixin private PolicyOptions policies = new PolicyOptions();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    var sources = new Sources();
    var governing = policies.read(sources, err);
    var all = new ArrayList<Found>();
    for (var file : files) {
      var read = sources.read(file);
      read.notes().forEach(note -> err.println("note: " + note));
      var found =
          Stream.concat(
                  read.findings().stream().map(finding -> mistake(read, finding)),
                  policies.judge(read, governing).stream())
              .toList();
      if (form == FindingsForm.TEXT) {
        (found.isEmpty() ? List.of(soundLine(read)) : lines(found)).forEach(out::println);
      }
      all.addAll(found);
    }
    var findings = new Findings(all);
    if (form != FindingsForm.TEXT) {
      form.lines(findings, Version.number()).forEach(out::println);
    }
    return findings.refused() == 0 ? ExitCode.DONE : ExitCode.REFUSED;
  }

  private List<String> lines(List<Found> found) {
    return form.lines(new Findings(found), Version.number());
  }

  private static Found mistake(ServiceFile file, Finding finding) {
    return new Found(
        file.name(), finding.at(), Found.Weight.MISTAKE, finding.violation(), Optional.empty());
  }

  private static String soundLine(ServiceFile read) {
    return read.name()
        + ": "
        + (read.services().isEmpty() && read.tasks().isEmpty() && read.policies().isEmpty()
            ? "no ModelService, no InferenceTask and no policy"
            : names(read) + " ok");
  }

  private static String names(ServiceFile read) {
    return Stream.concat(
            Stream.concat(read.services().stream(), read.tasks().stream())
                .map(object -> object.getMetadata().getName()),
            read.policies().stream().map(policy -> policy.meaning().source().text()))
        .collect(Collectors.joining(", "));
  }
}
