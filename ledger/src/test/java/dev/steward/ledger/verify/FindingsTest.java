package dev.steward.ledger.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FindingsTest {

  @Test
  void the_first_thousand_are_kept_and_all_are_counted() {
    var findings = new Findings();
    for (var i = 0; i < 1001; i++) {
      findings.add(Check.HOLE, i, "missing");
    }
    assertThat(findings.kept())
        .hasSize(1000)
        .last()
        .isEqualTo(new Finding(Check.HOLE, "entry 999", "missing"));
    assertThat(findings.count()).isEqualTo(1001);
  }
}
