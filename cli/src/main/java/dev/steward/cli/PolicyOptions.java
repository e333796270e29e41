package dev.steward.cli;

import dev.steward.cli.findings.Found;
import dev.steward.cli.service.ServiceFile;
import dev.steward.core.check.Violation;
import dev.steward.core.policy.Conflict;
import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.rule.BrokenRule;
import dev.steward.operator.policy.Standing;
import dev.steward.operator.policy.StoredPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Policies of files, over services of files. */
final class PolicyOptions {

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "A file with policies. Once for each file.")
  private List<Path> files = List.of();

  @Option(
      names = "--namespace-label",
      paramLabel = "KEY=VALUE",
      description =
          "A label of the namespace that the services are for, which namespaceSelector reads.")
  private Map<String, String> labels = Map.of();

  /**
   * What a policy says of an object.
   *
   * @param level how strictly
   * @param violation what is wrong
   * @param said of what, by which rule, in which words
   */
  record Judged(Enforcement level, Violation violation, Found.Said said) {

    String name() {
      return said.object();
    }

    String message() {
      return said.message();
    }

    /** What would become of the object. */
    String verb() {
      return weight().word();
    }

    private Found.Weight weight() {
      return switch (level) {
        case DENY -> Found.Weight.DENIED;
        case WARN -> Found.Weight.WARNED;
        case AUDIT -> Found.Weight.AUDITED;
      };
    }

    private static Judged broken(String name, Enforcement level, BrokenRule broken) {
      return new Judged(
          level,
          broken.violation(),
          new Found.Said(name, Optional.of(broken.rule()), broken.message()));
    }

    private static Judged conflicting(String name, Enforcement level, Conflict conflict) {
      return new Judged(
          level,
          conflict.violation(),
          new Found.Said(name, Optional.empty(), conflict.violation().message()));
    }
  }

  List<StoredPolicy> read(Sources sources, PrintWriter err) {
    return sources.policies(files, err);
  }

  /** What policies say of the objects of a file. */
  List<Found> judge(ServiceFile file, List<StoredPolicy> policies) {
    return Stream.<HasMetadata>concat(file.services().stream(), file.tasks().stream())
        .flatMap(object ->
            judged(object, Standing.of(object, labels, policies))
                .map(judged ->
                    new Found(
                        file.name(),
                        file.place(object, judged.violation().field()),
                        judged.weight(),
                        judged.violation(),
                        Optional.of(judged.said()))))
        .toList();
  }

  Standing standing(HasMetadata object, List<StoredPolicy> policies) {
    return Standing.of(object, labels, policies);
  }

  /** All that is said of an object, the strictest first. */
  static Stream<Judged> judged(HasMetadata object, Standing standing) {
    var name = object.getMetadata().getName();
    return standing.troubled().stream()
        .flatMap(level ->
            Stream.concat(
                standing.brokenAt(level).stream().map(broken -> Judged.broken(name, level, broken)),
                standing.effective().at(level).conflicts().stream()
                    .map(conflict -> Judged.conflicting(name, level, conflict))));
  }
}
