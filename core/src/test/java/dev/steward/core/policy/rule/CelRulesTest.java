package dev.steward.core.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CelRulesTest {

  private static RuleGroup group(Wording wording, String evidence) {
    return new RuleGroup(
        "group",
        "",
        RuleGroup.Reach.ALL,
        List.of(),
        Condition.exists(Ref.object("spec")),
        Condition.exists(Ref.policy("a")),
        List.of(
            new Rule(
                "one",
                Condition.hasText(Ref.object("x")),
                "x",
                wording,
                "write it",
                "a",
                Rule.JudgedBy.OBJECT,
                evidence)));
  }

  @Test
  void what_is_broken_is_known_without_a_namespace() {
    var group = group(new Wording.Plain("it is absent"), "");
    assertThat(CelRules.isBroken(group))
        .isEqualTo("(object.?spec.hasValue()\n&& !((object.?x.orValue('') != '')))");
    assertThat(CelRules.selected(group)).isEqualTo("params.?a.hasValue()");
  }

  @Test
  void a_message_has_field_problem_remedy_policy_and_evidence() {
    assertThat(CelRules.broken(group(new Wording.Plain("it is absent"), "GDPR 30")))
        .isEqualTo(
            "((object.?x.orValue('') != '')\n? []\n: ['x: it is absent; write it (' + params.kind + ' '"
                + " + params.metadata.name + ', rule one, supporting evidence for GDPR 30)'])");
    assertThat(CelRules.broken(group(new Wording.Quoting("not ", Ref.object("y"), " here"), "")))
        .contains(
            "['x: not \"' + object.?y.orValue('') + '\" here; write it (' + params.kind + ' ' +"
                + " params.metadata.name + ', rule one)']");
    var every =
        new Condition.Every(List.of(Ref.object("l")), "i", Condition.hasText(Ref.item("i")));
    assertThat(
            CelRules.broken(group(new Wording.Listing("not ", every, Ref.item("i"), " here"), "")))
        .contains("['x: not ' + object.?l.orValue([]).filter(i, !((i != ''))).map(i, i).join(', ')")
        .contains(" + ' here; write it (' + params.kind");
  }
}
