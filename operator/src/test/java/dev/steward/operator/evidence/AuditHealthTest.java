package dev.steward.operator.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.condition.Verdict.Truth;
import dev.steward.operator.evidence.AuditHealth.Reason;
import dev.steward.protocol.report.EvidenceReport;
import dev.steward.protocol.report.EvidenceReport.Late;
import dev.steward.protocol.report.EvidenceReport.State;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AuditHealthTest {

  private static final List<String> SERVING = List.of("g-0", "g-1");

  private static EvidenceReport report(String gateway, State state, Late... late) {
    return new EvidenceReport(gateway, state, "", Set.of(late), Optional.empty());
  }

  private static AuditHealth health(EvidenceReport... reports) {
    return AuditHealth.of(SERVING, heard(reports), Set.of());
  }

  private static Map<String, EvidenceReport> heard(EvidenceReport... reports) {
    return Arrays.stream(reports)
        .collect(Collectors.toMap(EvidenceReport::gateway, Function.identity()));
  }

  @Test
  void all_is_well_only_if_every_gateway_says_so() {
    var well = health(report("g-0", State.RECORDING), report("g-1", State.RECORDING));
    assertThat(well.verdict().truth()).isEqualTo(Truth.TRUE);
    var one = health(report("g-0", State.RECORDING));
    assertThat(one.verdict().truth()).isEqualTo(Truth.UNKNOWN);
    assertThat(one.message()).startsWith("g-1: ");
    assertThat(health().verdict().truth()).isEqualTo(Truth.UNKNOWN);
    assertThat(AuditHealth.of(List.of(), heard(report("g-0", State.RECORDING)), Set.of()))
        .isEqualTo(AuditHealth.UNKNOWN);
    assertThat(AuditHealth.UNKNOWN.verdict().truth()).isEqualTo(Truth.UNKNOWN);
  }

  @Test
  void what_is_wrong_is_said_though_others_are_silent() {
    assertThat(health(report("g-0", State.FAILING)).reason()).isEqualTo(Reason.NotRecorded);
    assertThat(health(report("g-0", State.FILLING)).reason()).isEqualTo(Reason.LogVolumeFilling);
    assertThat(health(report("g-0", State.NEARLY_FULL)).reason())
        .isEqualTo(Reason.LogVolumeFilling);
    assertThat(health(report("g-0", State.RECORDING, Late.SINK)).reason())
        .isEqualTo(Reason.SinkBehind);
    assertThat(health(report("g-0", State.RECORDING, Late.SEALING)).reason())
        .isEqualTo(Reason.SealingBehind);
    assertThat(AuditHealth.of(SERVING, Map.of(), Set.of("g-1")).reason())
        .isEqualTo(Reason.LogContradicted);
  }

  @Test
  void the_worst_is_said_with_those_whom_it_concerns() {
    var worst =
        health(
            report("g-1", State.FAILING),
            report("g-0", State.NEARLY_FULL, Late.SINK, Late.SEALING));
    assertThat(worst.verdict().truth()).isEqualTo(Truth.FALSE);
    assertThat(worst.message()).startsWith("g-1: A gateway can't record requests");
  }
}
