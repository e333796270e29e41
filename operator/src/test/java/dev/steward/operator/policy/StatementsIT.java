package dev.steward.operator.policy;

import static dev.steward.operator.policy.GovernedNamespace.assertAllowed;
import static dev.steward.operator.policy.GovernedNamespace.assertDenied;
import static dev.steward.operator.policy.Manifests.DIGEST;
import static dev.steward.operator.policy.Manifests.GOOD;
import static dev.steward.operator.policy.Manifests.STATED;
import static dev.steward.operator.policy.Manifests.service;
import static dev.steward.operator.policy.Manifests.signedBy;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a service must state of itself, and what nobody else states for it. */
@ParameterizedClass
@EnumSource
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before the tests of each invocation
class StatementsIT {

  @Parameter Beside beside;
  private GovernedNamespace governed;

  @BeforeParameterizedClassInvocation
  void govern() {
    governed = new GovernedNamespace("statements", beside);
  }

  @AfterParameterizedClassInvocation
  void close() {
    governed.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                | GOOD | required-annotations",
        "{owner: ''}       | GOOD | required-annotations",
        "{owner: me}       | {model: {uri: pvc://models/m}, STATED} | model-digest",
        "{owner: me}       | {model: {uri: pvc://other/m, digest: SHA}, STATED} | model-source",
        "{owner: me}       | {model: {uri: 'https://models/m', digest: SHA}, STATED} | model-source",
        "{owner: me}       | {model: {uri: pvc://models/m, digest: SHA}, runtime: {image: nginx}, STATED} | runtime-image",
        "{owner: me}       | {model: {uri: pvc://models/m, digest: SHA}} | declared-purpose",
        "{owner: me}       | {model: {uri: pvc://models/m, digest: SHA}, compliance: {purpose: p, dataClass: Public}} | declared-legal-basis",
        "{owner: me}       | {model: {uri: pvc://models/m, digest: SHA}, compliance: {purpose: p, legalBasis: Contract}} | declared-data-class",
        "{owner: me, compliance.steward.dev/last-modified-by: somebody} | GOOD | last-modified-by",
        "{owner: me, compliance.steward.dev/policy-digest: v1} | GOOD | protected-annotations",
        "{owner: me}       | GOOD | required-annotations",
        "{owner: me, SIGNED, compliance.steward.dev/change-reason: new} | GOOD | -",
        "{owner: me, SIGNED} | STATING: {retention: {auditRecord: {min: P3M}}} | audit-record-min",
        "{owner: me, SIGNED} | STATING: {retention: {auditRecord: {min: P3Y}}} | audit-record-min",
        "{owner: me, SIGNED} | STATING: {retention: {auditRecord: {max: P3Y}}} | audit-record-max",
        "{owner: me, SIGNED} | STATING: {retention: {auditRecord: {max: P5M}}} | audit-record-max",
        "{owner: me, SIGNED} | STATING: {retention: {content: {max: P60D}}} | content-max",
        "{owner: me, SIGNED} | STATING: {retention: {content: {min: P2M}}} | content-min",
        "{owner: me, SIGNED} | STATING: {retention: {purgeSlo: 48h}} | purge-slo",
        "{owner: me, SIGNED} | STATING: {audit: {onFailure: FailOpen}} | audit-on-failure",
        "{owner: me, SIGNED} | STATING: {privacy: {content: Encrypted}} | privacy-content",
        "{owner: me, SIGNED} | STATING: {retention: {auditRecord: {min: P1Y, max: P18M}, content: {max: P1M}, purgeSlo: 1h}, audit: {onFailure: FailClosed}, privacy: {content: None}} | -",
        "{owner: me, compliance.steward.dev/last-modified-by: ''} | GOOD | required-annotations",
        "{owner: me, compliance.steward.dev/last-modified-by: USER} | GOOD | -"
      })
  void a_service_states_what_is_asked_for(String annotations, String spec, String rule) {
    var full = stating(spec).replace("GOOD", GOOD).replace("STATED", STATED).replace("SHA", DIGEST);
    for (var who : new String[] {"stock-admin", "everything"}) {
      var signed =
          annotations
              .replace("SIGNED", "compliance.steward.dev/last-modified-by: USER")
              .replace("USER", "'" + governed.tenancy.user(who) + "'");
      var answer =
          governed.attacker(who).tryToCreate(governed.services(), service("other", signed, full));
      if (rule.equals("-")) {
        assertAllowed(answer);
      } else {
        assertDenied(answer, rule);
      }
    }
  }

  /** A spec that is right but for what it states of its data. */
  private static String stating(String spec) {
    return spec.startsWith("STATING: {")
        ? GOOD.replace(
            "dataClass: Internal}",
            "dataClass: Internal, " + spec.substring("STATING: {".length()) + "}")
        : spec;
  }

  private Caller.Answer makeTask(String name, String states) {
    return governed
        .attacker("everything")
        .tryToCreate(
            governed.tasks(),
            """
            {apiVersion: steward.dev/v1alpha1, kind: InferenceTask,
             metadata: {name: %s, annotations: %s},
             spec: {service: minilm, inputs: {items: [a]},
                    compliance: {purpose: p, legalBasis: Contract, dataClass: Internal, %s}}}
            """
                .formatted(name, signedBy(governed.tenancy.user("everything")), states));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retention: {auditRecord: {min: P3M}} | audit-record-min",
        "retention: {auditRecord: {max: P5M}} | audit-record-max",
        "retention: {content: {max: P60D}}    | content-max",
        "retention: {purgeSlo: 48h}           | purge-slo",
        "audit: {onFailure: FailOpen}         | audit-on-failure"
      })
  void a_task_is_no_looser_than_its_policies(String states, String rule) {
    assertDenied(makeTask("loose", states), rule);
  }

  @Test
  void a_task_may_be_stricter_and_keeps_no_content() {
    assertAllowed(
        makeTask(
            "strict",
            "retention: {auditRecord: {min: P1Y, max: P18M}, content: {max: P1M}, purgeSlo: 1h},"
                + " audit: {onFailure: FailClosed}, privacy: {content: None}"));
    var keeping = makeTask("keeping", "privacy: {content: Encrypted}");
    assertThat(keeping.code()).isEqualTo(422);
    assertThat(keeping.message()).contains("spec.compliance.privacy.content");
    var senseless =
        makeTask("senseless", "retention: {content: {min: P1D}}, privacy: {content: None}");
    assertThat(senseless.code()).isEqualTo(422);
    assertThat(senseless.message()).contains("None keeps nothing");
  }

  @ByBothAttackers
  void a_service_stays_as_it_has_to_be(String who) {
    var attacker = governed.attacker(who);
    assertDenied(
        attacker.merge(
            governed.services() + "/minilm", "{\"metadata\":{\"annotations\":{\"owner\":null}}}"),
        "required-annotations");
    assertDenied(
        attacker.merge(governed.services() + "/minilm", "{\"spec\":{\"model\":{\"digest\":null}}}"),
        "model-digest");
    assertDenied(
        attacker.merge(governed.services() + "/minilm", "{\"spec\":{\"scaling\":{\"max\":3}}}"),
        "last-modified-by");
    assertAllowed(
        attacker.merge(
            governed.services() + "/minilm?dryRun=All",
            "{\"metadata\":{\"annotations\":{\"compliance.steward.dev/last-modified-by\":\"%s\"}},\"spec\":{\"scaling\":{\"max\":3}}}"
                .formatted(governed.tenancy.user(who))));
  }

  @ByBothAttackers
  void a_service_thats_made_anew_is_judged_anew(String who) {
    var attacker = governed.attacker(who);
    var loose =
        GOOD.replace(
            "dataClass: Internal}", "dataClass: Internal, retention: {auditRecord: {min: P1D}}}");
    var again = service("again-" + who, signedBy(governed.tenancy.user(who)), GOOD);
    assertAllowed(attacker.create(governed.services(), again));
    assertDenied(
        attacker.merge(
            governed.services() + "/again-" + who,
            "{\"spec\":{\"compliance\":{\"retention\":{\"auditRecord\":{\"min\":\"P1D\"}}}}}"),
        "audit-record-min");
    assertAllowed(attacker.delete(governed.services() + "/again-" + who));
    assertDenied(
        attacker.create(governed.services(), again.replace(GOOD, loose)), "audit-record-min");
  }

  @ByBothAttackers
  void a_scale_doesnt_go_round_a_signature_and_load_still_scales(String who) {
    var scale = governed.services() + "/minilm/scale?dryRun=All";
    var three = "{\"spec\":{\"replicas\":3}}";
    assertDenied(governed.attacker(who).merge(scale, three), "signed-scale");
    assertDenied(governed.tenancy.administrator().merge(scale, three), "signed-scale");
    for (var user : new String[] {Admission.OPERATOR, GovernedNamespace.AUTOSCALER}) {
      assertAllowed(governed.tenancy.as(user).merge(scale, three));
    }
  }

  @ByBothAttackers
  void what_steward_tells_of_a_service_nobody_else_writes(String who) {
    var status = governed.services() + "/minilm/status?dryRun=All";
    var lie = "{\"status\":{\"selector\":\"app=mine\"}}";
    assertDenied(governed.attacker(who).merge(status, lie), "told-status");
    assertDenied(governed.tenancy.administrator().merge(status, lie), "told-status");
    assertDenied(governed.tenancy.as(Admission.GATEWAY).merge(status, lie), "told-status");
    assertAllowed(governed.tenancy.as(Admission.OPERATOR).merge(status, lie));
  }
}
