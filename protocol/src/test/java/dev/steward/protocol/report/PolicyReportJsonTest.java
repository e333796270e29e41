package dev.steward.protocol.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.core.policy.Obligations.Intake;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.policy.PolicyInForce;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReportJsonTest {

  private static final String DIGEST =
      "v1:sha256:0000000000000000000000000000000000000000000000000000000000000000";

  private static PolicyInForce policy(int number, Intake intake) {
    return new PolicyInForce(new PolicyDigest("v1:sha256:%064x".formatted(number)), intake);
  }

  private static Outcome<PolicyReport> read(byte[] json) throws IOException {
    return PolicyReportJson.read(new ByteArrayInputStream(json));
  }

  @Test
  void what_a_gateway_writes_an_operator_reads() throws IOException {
    var report =
        new PolicyReport(
            "g-0",
            "3f2a91c4",
            7,
            Optional.of(
                Map.of(
                    "a", policy(1, Intake.OPEN),
                    "b", policy(1, Intake.OPEN),
                    "c", policy(1, Intake.REFUSED),
                    "d", policy(2, Intake.OPEN))));
    assertThat(read(PolicyReportJson.write(report))).isEqualTo(new Outcome.Done<>(report));
    var beat = new PolicyReport("g-0", "3f2a91c4", 7, Optional.empty());
    assertThat(read(PolicyReportJson.write(beat))).isEqualTo(new Outcome.Done<>(beat));
    var none = new PolicyReport("g-0", "3f2a91c4", 1, Optional.of(Map.of()));
    assertThat(read(PolicyReportJson.write(none))).isEqualTo(new Outcome.Done<>(none));
  }

  @Test
  void what_an_operator_answers_a_gateway_reads() throws IOException {
    var behind =
        new PolicyAnswer(
            PolicyAnswer.Memory.KNOWN,
            Map.of(
                "a", Optional.of(policy(1, Intake.OPEN)),
                "b", Optional.of(policy(1, Intake.OPEN)),
                "c", Optional.empty()));
    for (var answer : List.of(PolicyAnswer.KNOWN, PolicyAnswer.UNKNOWN, behind)) {
      assertThat(PolicyReportJson.readAnswer(PolicyReportJson.write(answer)))
          .isEqualTo(new Outcome.Done<>(answer));
    }
  }

  @Test
  void a_thousand_services_under_one_policy_fit_into_40_kB_and_as_many_as_there_are_into_a_report()
      throws IOException {
    var alike = new HashMap<String, PolicyInForce>();
    for (var i = 0; i < 1000; i++) {
      alike.put(new UUID(1, i).toString(), policy(1, Intake.OPEN));
    }
    assertThat(PolicyReportJson.write(new PolicyReport("g", "p", 1, Optional.of(alike))))
        .hasSizeLessThan(40_000);
    var different = new HashMap<String, PolicyInForce>();
    for (var i = 0; i < LoadReport.MOST_SERVICES; i++) {
      different.put(new UUID(1, i).toString(), policy(i, Intake.REFUSED));
    }
    var most = new PolicyReport("g", "p", 1, Optional.of(different));
    var json = PolicyReportJson.write(most);
    assertThat(json).hasSizeLessThan(PolicyReportJson.MAX_BYTES);
    assertThat(read(json)).isEqualTo(new Outcome.Done<>(most));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"gateway\": \"\", \"process\": \"p\", \"number\": 1}",
        "{\"gateway\": \"g\", \"process\": \"p\", \"number\": 0}",
        "{\"gateway\": \"g\", \"process\": \"p\", \"number\": 1, \"more\": 1}",
        "{\"gateway\": \"g\", \"process\": \"p\", \"number\": 1, \"running\": {}}",
        "{\"gateway\": \"g\", \"process\": \"p\", \"number\": 1, \"running\": [{\"services\": [\"a\"]}]}",
        "{\"gateway\": \"g\", \"process\": \"p\", \"number\": 1, \"running\": [{\"digest\": \"md5:1\","
            + " \"intake\": \"OPEN\", \"services\": []}]}",
        "{\"gateway\": \"g\", \"process\": \"p\", \"number\": 1, \"running\": [{\"digest\": \""
            + DIGEST
            + "\", \"intake\": \"AJAR\", \"services\": []}]}",
        "{\"gateway\": \"g\", \"process\": \"p\", \"number\": 1, \"running\": [{\"digest\": \""
            + DIGEST
            + "\", \"intake\": \"OPEN\", \"services\": [\"a\", \"a\"]}]}"
      })
  void rubbish_is_refused(String json) throws IOException {
    assertThat(read(json.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Outcome.Refused.class);
  }
}
