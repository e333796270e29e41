package dev.steward.cli;

import dev.steward.cli.service.ServiceFile;
import dev.steward.core.policy.Enforcement;
import dev.steward.operator.policy.Standing;
import dev.steward.operator.policy.StoredPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
   * @param name the object's
   * @param level how strictly
   * @param message what is wrong
   */
  record Judged(String name, Enforcement level, String message) {

    boolean isDenied() {
      return level == Enforcement.DENY;
    }

    String line(String file) {
      return "%s: %s: %s: %s".formatted(file, name, verb(), message);
    }

    /** What would become of the object. */
    String verb() {
      return switch (level) {
        case DENY -> "denied";
        case WARN -> "warned";
        case AUDIT -> "audited";
      };
    }
  }

  List<StoredPolicy> read(Sources sources, PrintWriter err) {
    return sources.policies(files, err);
  }

  List<Judged> judge(ServiceFile file, List<StoredPolicy> policies) {
    return Stream.<HasMetadata>concat(file.services().stream(), file.tasks().stream())
        .flatMap(object -> judged(object, Standing.of(object, labels, policies)))
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
                standing.brokenAt(level).stream()
                    .map(broken -> new Judged(name, level, broken.message())),
                standing.effective().at(level).conflicts().stream()
                    .map(conflict -> new Judged(name, level, conflict.message()))));
  }
}
