package dev.steward.protocol.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceReportJsonTest {

  private static Outcome<EvidenceReport> read(byte[] json) throws IOException {
    return EvidenceReportJson.read(new ByteArrayInputStream(json));
  }

  @Test
  void what_a_gateway_writes_an_operator_reads() throws IOException {
    for (var state : EvidenceReport.State.values()) {
      var report =
          new EvidenceReport(
              "g-0",
              state,
              "the volume is full",
              Set.of(EvidenceReport.Late.SEALING, EvidenceReport.Late.SINK),
              Optional.of(new EvidenceReport.Claim("a\nb\n\n— x\n", 7, List.of("aGFzaA=="))));
      assertThat(read(EvidenceReportJson.write(report))).isEqualTo(new Outcome.Done<>(report));
    }
    var bare = new EvidenceReport("g-0", EvidenceReport.State.RECORDING, "", Optional.empty());
    assertThat(read(EvidenceReportJson.write(bare))).isEqualTo(new Outcome.Done<>(bare));
  }

  @Test
  void what_an_operator_answers_a_gateway_reads() throws IOException {
    for (var size : List.of(OptionalLong.empty(), OptionalLong.of(120))) {
      var answer = new EvidenceAnswer(2, size);
      assertThat(EvidenceReportJson.readAnswer(EvidenceReportJson.write(answer)))
          .isEqualTo(new Outcome.Done<>(answer));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"gateway\": \"\", \"state\": \"RECORDING\", \"detail\": \"\"}",
        "{\"gateway\": \"g\", \"state\": \"RECORDING\", \"detail\": \"\", \"late\": [\"LUNCH\"]}",
        "{\"gateway\": \"g\", \"state\": \"FINE\", \"detail\": \"\"}",
        "{\"gateway\": \"g\", \"state\": \"RECORDING\", \"detail\": \"\", \"more\": 1}",
        "{\"gateway\": \"g\", \"state\": \"RECORDING\", \"detail\": \"\", \"checkpoint\": {\"note\": \"x\"}}",
        "{\"gateway\": \"g\", \"state\": \"RECORDING\", \"detail\": \"\", \"checkpoint\": {\"note\": \"x\", \"from\": -1}}"
      })
  void rubbish_is_refused(String json) throws IOException {
    assertThat(read(json.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Outcome.Refused.class);
  }
}
