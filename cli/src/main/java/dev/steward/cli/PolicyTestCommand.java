package dev.steward.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.steward.core.policy.Enforcement;
import dev.steward.operator.policy.Standing;
import dev.steward.operator.policy.StoredPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steward policy test}: policies against a table of cases. */
@Command(
    name = "test",
    description = {
      "Runs the cases of files: each is an object, the labels of its namespace, and the rules that",
      "policies are expected to deny, warn of or audit it by. See examples/policies/cases.yaml."
    },
    mixinStandardHelpOptions = true)
final class PolicyTestCommand implements Callable<Integer> {

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files with cases.")
  private List<Path> files = List.of();

  /** A file of cases. */
  record Table(
      @JsonProperty(required = true) List<String> policies,
      @JsonProperty(required = true) List<Case> cases) {}

  /** One case; a level that isn't there expects nothing of that level. */
  record Case(
      @JsonProperty(required = true) String name,
      @Nullable Map<String, String> namespace,
      @JsonProperty(required = true) JsonNode object,
      @Nullable List<String> denied,
      @Nullable List<String> warned,
      @Nullable List<String> audited) {

    List<String> expected(Enforcement level) {
      return Objects.requireNonNullElse(
          switch (level) {
            case DENY -> denied;
            case WARN -> warned;
            case AUDIT -> audited;
          },
          List.of());
    }
  }

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var sources = new Sources();
    var failed = 0;
    for (var file : files) {
      var table = table(file);
      var policies =
          sources.policies(
              table.policies().stream().map(file::resolveSibling).toList(),
              spec.commandLine().getErr());
      for (var each : table.cases()) {
        var wrong = differences(sources, file, each, policies);
        failed += wrong.isEmpty() ? 0 : 1;
        out.println((wrong.isEmpty() ? "ok      " : "FAILED  ") + each.name());
        wrong.forEach(line -> out.println("        " + line));
      }
    }
    return failed == 0 ? ExitCode.DONE : ExitCode.REFUSED;
  }

  private static Table table(Path file) {
    try {
      return YAML.readValue(Sources.text(file), Table.class);
    } catch (IOException e) {
      throw Refused.because(
          file.toString(),
          "it is no table of cases: "
              + Objects.toString(e.getMessage()).lines().findFirst().orElse(""),
          "write it like examples/policies/cases.yaml");
    }
  }

  private static List<String> differences(
      Sources sources, Path file, Case each, List<StoredPolicy> policies) {
    var object = object(sources, file, each);
    var standing =
        Standing.of(object, Objects.requireNonNullElse(each.namespace(), Map.of()), policies);
    var lines = new ArrayList<String>();
    for (var level : Enforcement.values()) {
      var expected = each.expected(level).stream().sorted().toList();
      var found =
          standing.brokenAt(level).stream()
              .map(broken -> broken.rule().name())
              .distinct()
              .sorted()
              .toList();
      if (!expected.equals(found)) {
        lines.add("%s: expected %s, found %s".formatted(level.word(), expected, found));
      }
    }
    return lines;
  }

  private static HasMetadata object(Sources sources, Path file, Case each) {
    var read = sources.read(file + ", case \"" + each.name() + "\"", each.object().toString());
    if (!read.findings().isEmpty()) {
      throw Refused.because(read.findings().getFirst().violation());
    }
    return Stream.<HasMetadata>concat(read.services().stream(), read.tasks().stream())
        .findFirst()
        .orElseThrow(() ->
            Refused.because(
                read.name(),
                "its object is no ModelService and no InferenceTask",
                "write one of them"));
  }
}
