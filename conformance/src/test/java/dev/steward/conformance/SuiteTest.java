package dev.steward.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SuiteTest {

  private static Set<String> failed(List<Result> results) {
    return results.stream()
        .filter(result -> result.verdict() instanceof Verdict.Failed)
        .map(result -> result.check().name())
        .collect(Collectors.toSet());
  }

  private static Set<String> names() {
    return Suite.checks().stream().map(Check::name).collect(Collectors.toSet());
  }

  /** What fails by each fault; the model is found before the server turns wrong. */
  private static Map<Fault, Set<String>> failedByFault() throws Exception {
    var failed = new EnumMap<Fault, Set<String>>(Fault.class);
    try (var server = new LittleRest();
        var side = new LittleGrpc();
        var rest = new Rest(server.address());
        var grpc = new Grpc(side.address())) {
      var subject = Subject.find(rest, Optional.of(grpc), Optional.empty());
      for (var fault : Fault.values()) {
        server.turn(fault);
        side.turn(fault);
        failed.put(fault, failed(Suite.look(subject)));
      }
    }
    return failed;
  }

  @Test
  void a_right_server_passes_and_each_check_fails_by_a_fault() throws Exception {
    var failed = failedByFault();
    assertThat(failed.get(Fault.NONE)).isEmpty();
    var all = new HashSet<String>();
    failed.values().forEach(all::addAll);
    assertThat(all).containsExactlyInAnyOrderElementsOf(names());
  }

  @Test
  void a_fault_is_found_by_the_checks_that_are_about_it() throws Exception {
    var failed = failedByFault();
    assertThat(failed.get(Fault.FORGETS_ID))
        .containsExactlyInAnyOrder("rest.infer.id", "grpc.infer.id");
    assertThat(failed.get(Fault.IGNORES_REQUESTED_OUTPUTS))
        .contains("rest.infer.outputs", "rest.error.unknown.output", "grpc.infer.outputs")
        .doesNotContain("rest.infer", "rest.error.json");
    assertThat(failed.get(Fault.WRONG_CONTENT_TYPE))
        .containsExactlyInAnyOrder("rest.content.type", "rest.infer.content.type");
    assertThat(failed.get(Fault.POOR_METADATA))
        .contains(
            "rest.server.metadata", "rest.model.metadata", "rest.model.versions", "rest.statistics")
        .doesNotContain("rest.infer");
    assertThat(failed.get(Fault.CHANGES_VALUES))
        .contains("rest.infer.again", "grpc.infer.raw")
        .doesNotContain("rest.infer", "rest.infer.id");
    assertThat(failed.get(Fault.LOSES_A_VALUE)).contains("rest.infer", "rest.infer.nested");
    assertThat(failed.get(Fault.ZEROES_BINARY))
        .contains("binary.inputs", "grpc.infer.raw")
        .doesNotContain("rest.infer.nested");
    for (var fault : List.of(Fault.TAKES_EVERYTHING, Fault.BLAMES_ITSELF, Fault.PLAIN_ERRORS)) {
      assertThat(failed.get(fault))
          .contains(
              "rest.error.json",
              "rest.error.datatype",
              "rest.error.too.few.data",
              "rest.error.huge.shape",
              "rest.error.version")
          .doesNotContain("rest.infer", "rest.live", "rest.error.alive");
    }
    assertThat(failed.get(Fault.BLAMES_ITSELF))
        .contains("grpc.error.datatype", "grpc.error.missing.input", "grpc.error.huge.shape");
  }

  @Test
  void a_report_says_what_was_sent_expected_and_seen() throws Exception {
    try (var server = new LittleRest()) {
      server.turn(Fault.FORGETS_ID);
      var report = Suite.run(server.address(), Optional.empty(), Optional.empty());
      assertThat(report.conforms()).isFalse();
      assertThat(report.text())
          .contains("  passed   rest.live\n")
          .contains("  FAILED   rest.infer.id\n    An id of the request must be returned")
          .contains("    expected  200, \"id\": \"conformance-42\"\n")
          .contains("  skipped  grpc.live: no address of gRPC was given\n")
          .contains(" passed, 1 failed, ");
      assertThat(report.json())
          .contains("\"conforms\" : false", "\"verdict\" : \"failed\"", "\"seen\" : ");
    }
  }

  @Test
  void a_server_without_the_model_is_told_at_once() throws Exception {
    try (var server = new LittleRest()) {
      assertThatThrownBy(() -> Suite.run(server.address(), Optional.empty(), Optional.of("other")))
          .isInstanceOf(UnfitException.class)
          .hasMessageContaining("name a model that is there");
    }
  }

  @Test
  void each_check_has_a_name_of_its_own_a_section_and_a_sentence() {
    assertThat(names()).hasSameSizeAs(Suite.checks());
    for (var check : Suite.checks()) {
      assertThat(check.sentence()).endsWith(".");
      assertThat(check.section()).isNotBlank();
    }
  }
}
