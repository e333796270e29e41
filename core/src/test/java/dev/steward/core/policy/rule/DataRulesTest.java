package dev.steward.core.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataRulesTest {

  private static Map<String, Object> kept(String what, String bound, String period) {
    return Map.of("retention", Map.of(what, Map.of(bound, period)));
  }

  private static List<String> broken(Map<String, Object> stated, Map<String, Object> policy) {
    return Subject.service(Map.of("compliance", stated), Map.of())
        .governedBy(policy)
        .names(RuleBook.services());
  }

  @ParameterizedTest
  @CsvSource({
    // a floor rises
    "min,P3M,min,P6M,true",
    "min,P6M,min,P6M,false",
    "min,P24W,min,P6M,true",
    "min,P1Y,min,P12M,false",
    "min,P7M,min,P6M,false",
    // neither is shorter
    "min,P183D,min,P6M,false",
    "min,P30D,min,P1M,false",
    // always as early, and on some days earlier
    "min,P181D,min,P6M,true",
    "min,P28D,min,P1M,true",
    // nor does it rise above the ceiling
    "min,P8M,max,P6M,true",
    "min,P6M,max,P6M,false",
    // a ceiling sinks
    "max,P60D,max,P30D,true",
    "max,P30D,max,P30D,false",
    "max,P31D,max,P1M,true",
    "max,P30D,max,P1M,false",
    "max,P7D,max,P30D,false",
    "max,P5M,min,P6M,true",
    "max,P6M,min,P6M,false"
  })
  void a_bound_may_be_stricter_and_not_looser(
      String bound, String stated, String policyBound, String asked, boolean isBroken) {
    for (var kept : List.of("auditRecord", "content")) {
      var rule = (kept.equals("content") ? "content-" : "audit-record-") + bound;
      assertThat(broken(kept(kept, bound, stated), kept(kept, policyBound, asked)))
          .isEqualTo(isBroken ? List.of(rule) : List.of());
    }
  }

  @Test
  void what_isnt_stated_or_isnt_asked_for_is_free() {
    assertThat(broken(Map.of(), kept("content", "max", "P30D"))).isEmpty();
    assertThat(broken(kept("content", "max", "P30D"), Map.of())).isEmpty();
    assertThat(broken(kept("auditRecord", "max", "P60D"), kept("content", "max", "P30D")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"24h,24h,false", "25h,24h,true", "1h30m,90m,false", "91m,1h30m,true", "1h,24h,false"})
  void a_purge_may_be_quicker_and_not_slower(String stated, String asked, boolean isBroken) {
    assertThat(
            broken(
                Map.of("retention", Map.of("purgeSlo", stated)),
                Map.of("retention", Map.of("purgeSlo", asked))))
        .isEqualTo(isBroken ? List.of("purge-slo") : List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "FailOpen,FailClosed,true",
    "FailClosed,FailOpen,false",
    "FailOpen,FailOpen,false",
    "FailClosed,FailClosed,false"
  })
  void serving_without_records_isnt_allowed_by_a_service(
      String stated, String asked, boolean isBroken) {
    assertThat(
            broken(
                Map.of("audit", Map.of("onFailure", stated)),
                Map.of("audit", Map.of("onFailure", asked))))
        .isEqualTo(isBroken ? List.of("audit-on-failure") : List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "Encrypted,None,true",
    "None,Encrypted,false",
    "Encrypted,Encrypted,false",
    "None,None,false"
  })
  void a_service_keeps_no_content_where_none_is_kept(
      String stated, String asked, boolean isBroken) {
    assertThat(
            broken(
                Map.of("privacy", Map.of("content", stated)),
                Map.of("privacy", Map.of("content", asked))))
        .isEqualTo(isBroken ? List.of("privacy-content") : List.of());
  }

  @Test
  void a_message_has_the_period_the_field_and_the_remedy() {
    assertThat(
            Subject.service(Map.of("compliance", kept("content", "max", "P60D")), Map.of())
                .governedBy(kept("content", "max", "P30D"))
                .broken(RuleBook.services()))
        .extracting(BrokenRule::message)
        .containsExactly(
            "spec.compliance.retention.content.max: \"P60D\" is longer than max of the policy, or"
                + " shorter than its min; state a period between spec.retention.content.min and .max"
                + " of the policy, or none (ClusterCompliancePolicy eu, rule content-max, supporting"
                + " evidence for GDPR 5(1)(c), GDPR 5(1)(e))");
  }
}
