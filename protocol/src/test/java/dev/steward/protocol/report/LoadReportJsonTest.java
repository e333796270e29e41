package dev.steward.protocol.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.core.serving.ServiceId;
import dev.steward.protocol.report.LoadReport.ServiceLoad;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadReportJsonTest {

  private static Outcome<LoadReport> read(byte[] json) throws IOException {
    return LoadReportJson.read(new ByteArrayInputStream(json));
  }

  @Test
  void what_a_gateway_writes_an_operator_reads() throws IOException {
    var report =
        new LoadReport(
            "steward-gateway-0",
            1_764_079_200L,
            740,
            List.of(new ServiceLoad(new ServiceId("team-a", "minilm", "u1"), 1500, 20, 12, 11, 1)));
    assertThat(read(LoadReportJson.write(report))).isEqualTo(new Outcome.Done<>(report));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"gateway\": \"\", \"second\": 1, \"millis\": 1}",
        "{\"gateway\": \"g\", \"second\": -1, \"millis\": 1}",
        "{\"gateway\": \"g\", \"second\": 1, \"millis\": 1001}",
        "{\"gateway\": \"g\", \"second\": 1, \"millis\": 1, \"more\": 1}",
        "{\"gateway\": \"g\", \"second\": 1, \"millis\": 1, \"services\": [{\"name\": \"x\"}]}",
        "{\"gateway\": \"g\", \"second\": 1, \"millis\": 1, \"services\": [{\"namespace\": \"n\","
            + " \"name\": \"x\", \"uid\": \"u\", \"arrived\": -1}]}"
      })
  void what_is_no_report_is_refused(String json) throws IOException {
    assertThat(read(json.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Outcome.Refused.class);
  }
}
