package dev.steward.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What stands here in full is stored in clusters: it must never change for a version's number. */
class PolicyDigestTest {

  private static final EffectivePolicies ALL =
      Policies.effective(
          Policies.denying(
              "a",
              Policies.auditAtLeast("P6M"),
              Policies.auditAtMost("P24M"),
              Policies.contentAtMost("P30D"),
              Policies.contentAtMost("P1M"),
              Policies.contentAtLeast("P1W"),
              Policies.purgedWithin(Duration.ofHours(24)),
              Policies.onAuditFailure(AuditFailure.FAIL_CLOSED),
              Policies.content(ContentMode.ENCRYPTED),
              Policies.annotations("ticket", "owner"),
              Policies.demand(Demand.values()),
              Policies.sources("pvc://models/*", "https://models.example/*"),
              Policies.images("registry.example/*")),
          Policies.of(
              "b",
              Enforcement.WARN,
              Policies.content(ContentMode.NONE),
              Policies.onAuditFailure(AuditFailure.FAIL_OPEN),
              Policies.sources()));

  @Test
  void the_canonical_form_has_a_line_for_what_is_set() {
    assertThat(CanonicalForm.of(ALL))
        .isEqualTo(
            """
            steward-policy 1
            [Deny]
            retention.auditRecord.min=P6M
            retention.auditRecord.max=P2Y
            retention.content.min=P7D
            retention.content.max=P30D P1M
            retention.purgeSlo=PT24H
            audit.onFailure=FailClosed
            privacy.content=Encrypted
            requiredAnnotations=owner ticket
            provenance.digest=Required
            provenance.signature=Required
            runtime.denyExec=Required
            declarations.purpose=Required
            declarations.legalBasis=Required
            declarations.dataClass=Required
            provenance.allowedSources=https://models.example/* pvc://models/*
            runtime.allowedImages=registry.example/*
            [Warn]
            audit.onFailure=FailOpen
            privacy.content=None
            provenance.allowedSources=
            [Audit]
            """);
  }

  @Test
  void the_digest_is_that_of_the_form_and_carries_its_version() {
    assertThat(PolicyDigest.of(Policies.effective()))
        .hasToString("v1:sha256:bc22cbed05a2b9553f8dceca852c8d7970377bb9ed19109ff14b44d205b644a7");
    assertThat(PolicyDigest.of(ALL))
        .hasToString("v1:sha256:e0ed0fbac15c17b36b47362e83edaf7e43abf80ac036ace0fa04031c0cdc3013");
  }

  @Test
  void signers_have_a_line_where_they_are_set() {
    var policy =
        Policy.UNRESTRICTED.withModelSigners(
            Signers.only(Signers.keyless("k", "https://i", "*@a"), Signers.key("k"))
                .meet(Signers.only(Signers.keyless("k", "https://i", "c i@*"), Signers.key("l"))));
    assertThat(CanonicalForm.of(Policies.effective(Policies.of("a", Enforcement.DENY, policy))))
        .contains(
            """
            [Deny]
            provenance.allowedSigners=publicKey:KK trustedRoot:KK,issuer=https%3A%2F%2Fi,identityPattern=*%40a
            provenance.allowedSigners=publicKey:LL trustedRoot:KK,issuer=https%3A%2F%2Fi,identityPattern=c+i%40*
            [Warn]
            """
                .replace("KK", "8254c329a92850f6d539dd376f4816ee2764517da5e0235514af433164480d7a")
                .replace("LL", "acac86c0e609ca906f632b0e2dacccb2b77d22b0621f20ebece1a4835b93f6f0"));
  }

  @Test
  void a_quarantine_has_lines_where_it_is_set() {
    var policy =
        Policy.UNRESTRICTED.withQuarantine(
            Quarantine.of(Quarantine.Action.NO_NEW_REPLICAS, Duration.ZERO)
                .meet(Quarantine.of(Quarantine.Action.SCALE_TO_ZERO, Duration.ofHours(1))));

    assertThat(CanonicalForm.of(Policies.effective(Policies.denying("q", policy))))
        .contains("[Deny]\nquarantine.NoNewReplicas=PT0S\nquarantine.ScaleToZero=PT1H\n[Warn]");
  }

  @Test
  void a_digest_is_read_and_other_text_is_none() {
    var text = "v1:sha256:" + "0".repeat(64);
    assertThat(PolicyDigest.parse(text)).contains(new PolicyDigest(text));
    assertThat(PolicyDigest.parse("v1:sha256:0")).isEmpty();
  }
}
