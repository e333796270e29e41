package dev.steward.core.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What CEL looks like; what it means is compared with Java in the operator's tests. */
class CelTextTest {

  private static final Ref NAME = Ref.object("metadata", "name");

  @Test
  void places_are_optional_and_never_fail() {
    assertThat(CelText.text(NAME)).isEqualTo("object.?metadata.?name.orValue('')");
    assertThat(CelText.text(Ref.policy("a").key("b/c"))).isEqualTo("params.?a[?'b/c'].orValue('')");
    assertThat(CelText.text(Ref.old("a").keyAt(Ref.item("k", "key"))))
        .isEqualTo("(oldObject == null ? {} : oldObject).?a[?k.?key.orValue('')].orValue('')");
    assertThat(CelText.text(Ref.item("k"))).isEqualTo("k");
    assertThat(CelText.text(Ref.namespace("x"))).isEqualTo("namespaceObject.?x.orValue('')");
  }

  @Test
  void each_condition_has_its_text() {
    var text = "object.?metadata.?name.orValue('')";
    assertThat(CelText.of(Condition.allOf())).isEqualTo("true");
    assertThat(CelText.of(Condition.anyOf())).isEqualTo("false");
    assertThat(CelText.of(Condition.implies(Condition.exists(NAME), Condition.hasText(NAME))))
        .isEqualTo("(!object.?metadata.?name.hasValue()\n|| (" + text + " != ''))");
    assertThat(CelText.of(Condition.isTrue(Ref.policy("x")))).isEqualTo("params.?x.orValue(false)");
    assertThat(CelText.of(Condition.isOneOf(NAME, "a", "b'c\\")))
        .isEqualTo("(" + text + " in ['a', 'b\\'c\\\\'])");
    assertThat(CelText.of(new Condition.Begins(NAME, "a"))).isEqualTo(text + ".startsWith('a')");
    assertThat(CelText.of(new Condition.Matches(NAME, "^a"))).isEqualTo(text + ".matches('^a')");
    assertThat(CelText.of(new Condition.SameText(NAME, Ref.item("i"))))
        .isEqualTo("(" + text + " == i)");
    assertThat(CelText.of(new Condition.SameBlock(NAME, Ref.item("i"))))
        .isEqualTo("(" + text + ".trim() == i.trim())");
    assertThat(CelText.of(new Condition.Like(Ref.item("f"), Ref.item("n"))))
        .isEqualTo(
            "(f != '' && n.matches('^\\\\Q' + f.replace('\\\\', '\\\\E\\\\\\\\\\\\Q')"
                + ".replace('*', '\\\\E[^/]*\\\\Q') + '\\\\E$'))");
    assertThat(CelText.of(new Condition.Same(Ref.object("a"), Ref.old("a"))))
        .isEqualTo("(object.?a == (oldObject == null ? {} : oldObject).?a)");
    assertThat(CelText.of(new Condition.Allows(Ref.item("p"), Ref.item("n"))))
        .isEqualTo("(n == p || (p.endsWith('*') && n.startsWith(p.substring(0, p.size() - 1))))");
    assertThat(
            CelText.of(new Condition.Some(Ref.policy("l"), "i", Condition.hasText(Ref.item("i")))))
        .isEqualTo("params.?l.orValue([]).exists(i, (i != ''))");
    assertThat(
            CelText.of(
                new Condition.EveryKey(Ref.policy("m"), "k", Condition.hasText(Ref.item("k")))))
        .isEqualTo("params.?m.orValue({}).all(k, (k != ''))");
  }

  @Test
  void lists_are_taken_one_after_the_other_and_what_fails_is_told() {
    var every =
        new Condition.Every(
            List.of(Ref.object("a"), Ref.object("b")), "i", Condition.hasText(Ref.item("i", "x")));
    assertThat(CelText.of(every))
        .isEqualTo(
            "(object.?a.orValue([]) + object.?b.orValue([])).all(i,"
                + " (i.?x.orValue('') != ''))");
    assertThat(CelText.failing(every, Ref.item("i", "y")))
        .isEqualTo(
            "(object.?a.orValue([]) + object.?b.orValue([])).filter(i,"
                + " !((i.?x.orValue('') != ''))).map(i, i.?y.orValue('')).join(', ')");
  }
}
