package dev.steward.core.policy.rule;

import static dev.steward.core.policy.rule.Condition.allOf;
import static dev.steward.core.policy.rule.Condition.anyOf;
import static dev.steward.core.policy.rule.Condition.exists;
import static dev.steward.core.policy.rule.Condition.isOneOf;
import static dev.steward.core.policy.rule.Condition.not;

import java.util.List;

/**
 * Whether a policy governs something, by the labels that its selectors read. A selector is one of
 * Kubernetes (labels.selectors: {@code matchLabels} and {@code matchExpressions}, all of which must
 * hold); one that is absent selects all.
 */
final class Selection {

  private static final Ref NAMESPACES = Ref.policy("spec", "namespaceSelector");
  private static final Ref SERVICES = Ref.policy("spec", "serviceSelector");

  private Selection() {}

  /** A service or task in the request's namespace. */
  static Condition service() {
    return allOf(
        selects("namespaceSelector", Ref.namespace("metadata", "labels")),
        selects("serviceSelector", Ref.object("metadata", "labels")));
  }

  /** Whatever is in the request's namespace; not where a policy is for some services alone. */
  static Condition namespace() {
    return allOf(
        not(exists(SERVICES)), selects("namespaceSelector", Ref.namespace("metadata", "labels")));
  }

  /** A namespace as it was. */
  static Condition oldNamespace() {
    return allOf(exists(NAMESPACES), selects("namespaceSelector", Ref.old("metadata", "labels")));
  }

  /** A namespace as it shall be. */
  static Condition newNamespace() {
    return selects("namespaceSelector", Ref.object("metadata", "labels"));
  }

  private static Condition selects(String selector, Ref labels) {
    var wanted = Ref.policy("spec", selector, "matchLabels");
    var label = labels.keyAt(Ref.item("r", "key"));
    var value =
        new Condition.Some(
            Ref.item("r", "values"), "v", new Condition.SameText(Ref.item("v"), label));
    var operator = Ref.item("r", "operator");
    return allOf(
        new Condition.EveryKey(
            wanted,
            "k",
            allOf(
                exists(labels.keyAt(Ref.item("k"))),
                new Condition.SameText(labels.keyAt(Ref.item("k")), wanted.keyAt(Ref.item("k"))))),
        new Condition.Every(
            List.of(Ref.policy("spec", selector, "matchExpressions")),
            "r",
            anyOf(
                allOf(isOneOf(operator, "In"), exists(label), value),
                allOf(isOneOf(operator, "NotIn"), anyOf(not(exists(label)), not(value))),
                allOf(isOneOf(operator, "Exists"), exists(label)),
                allOf(isOneOf(operator, "DoesNotExist"), not(exists(label))))));
  }
}
