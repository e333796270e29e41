package dev.steward.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.condition.Verdict;
import org.junit.jupiter.api.Test;

class FindingTest {

  @Test
  void a_further_sentence_begins_after_a_full_stop() {
    assertThat(new Finding(Reason.ModelMissing, "it isn't there").with("So what.").message())
        .isEqualTo("it isn't there. So what.");
    assertThat(new Finding(Reason.ModelMissing, "It isn't there.").with("So what.").message())
        .isEqualTo("It isn't there. So what.");
  }

  @Test
  void a_message_is_cut_where_a_status_would_be_too_long() {
    var finding = new Finding(Reason.ModelMissing, "x".repeat(Verdict.MAX_MESSAGE + 1));
    assertThat(finding.message()).hasSize(Verdict.MAX_MESSAGE).endsWith("x…");
  }
}
