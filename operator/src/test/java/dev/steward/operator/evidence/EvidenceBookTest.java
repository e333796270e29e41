package dev.steward.operator.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.protocol.report.EvidenceAnswer;
import dev.steward.protocol.report.EvidenceReport;
import dev.steward.protocol.report.EvidenceReport.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EvidenceBookTest implements EvidenceBook.Listener {
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final List<String> changes = new ArrayList<>();
  private final EvidenceBook book = new EvidenceBook(() -> now, this);
  private int recording;
  private int failing;

  @Override
  public OptionalLong claims(String gateway, EvidenceReport.Claim claim) {
    return OptionalLong.of(claim.from() + 1);
  }

  @Override
  public void heard(EvidenceReport report, Instant at) {
    assertThat(at).isEqualTo(now);
  }

  @Override
  public void changed(EvidenceReport report) {
    changes.add(report.gateway() + " " + report.state());
  }

  @Override
  public void counted(int recordingNow, int failingNow) {
    recording = recordingNow;
    failing = failingNow;
  }

  private int others(String gateway, State state) {
    return book.take(new EvidenceReport(gateway, state, "", Optional.empty())).othersRecording();
  }

  @Test
  void a_gateway_learns_how_many_others_can_record() {
    assertThat(others("a", State.RECORDING)).isZero();
    assertThat(others("b", State.FAILING)).isEqualTo(1);
    assertThat(others("c", State.NEARLY_FULL)).isEqualTo(1);
    assertThat(others("b", State.FAILING)).isEqualTo(2);
    assertThat(others("a", State.FAILING)).isEqualTo(1);
    assertThat(recording).isEqualTo(1);
    assertThat(failing).isEqualTo(2);
  }

  @Test
  void who_fell_silent_does_not_count() {
    assertThat(others("a", State.RECORDING)).isZero();
    now = now.plus(EvidenceBook.LATELY).plusSeconds(1);
    assertThat(others("b", State.FAILING)).isZero();
  }

  @Test
  void changes_are_told_once_and_what_is_as_it_should_be_is_not() {
    var _ = others("a", State.RECORDING);
    var _ = others("b", State.FAILING);
    var _ = others("b", State.FAILING);
    var _ = others("a", State.FILLING);
    var _ = others("b", State.RECORDING);
    assertThat(changes).containsExactly("b FAILING", "a FILLING", "b RECORDING");
  }

  @Test
  void a_claim_is_answered_with_what_is_known() {
    var claim = new EvidenceReport.Claim("note", 4, List.of());
    assertThat(book.take(new EvidenceReport("a", State.RECORDING, "", Optional.of(claim))))
        .isEqualTo(new EvidenceAnswer(0, OptionalLong.of(5)));
  }
}
