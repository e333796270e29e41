package dev.steward.core.policy.rule;

import static dev.steward.core.policy.rule.Condition.allOf;
import static dev.steward.core.policy.rule.Condition.anyOf;
import static dev.steward.core.policy.rule.Condition.exists;
import static dev.steward.core.policy.rule.Condition.not;

import java.util.List;

/**
 * Where Services lead. An EndpointSlice belongs to the Service that its label names, whoever wrote
 * it, and Endpoints to the Service of their name: one more of them leads clients past the gateways.
 * CEL can't look a Service up, so this holds for every Service of a governed namespace.
 */
final class AddressRules {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final List<String> WRITES = List.of("CREATE", "UPDATE");

  private AddressRules() {}

  static RuleGroup group() {
    return new RuleGroup(
        "addresses",
        "Where Services lead: EndpointSlices that name a Service, and Endpoints, that are"
            + " written anew or changed.",
        RuleGroup.Reach.ALL,
        List.of(
            new Resources("discovery.k8s.io", "v1", List.of("endpointslices"), WRITES),
            new Resources("", "v1", List.of("endpoints"), WRITES)),
        isWritten(),
        Selection.namespace(),
        List.of(
            new Rule(
                "addresses-by-hand",
                anyOf(Writers.mayWrite(), not(leadsSomewhere())),
                "endpoints",
                new Wording.Quoting(
                    "addresses of Services here are listed by the cluster's controllers, and ",
                    Ref.request("userInfo", "username"),
                    " writes them"),
                "give the Service a selector, or keep one that leads elsewhere in another namespace",
                "enforcement",
                Rule.JudgedBy.REQUEST,
                "AI Act 12, GDPR 32")));
  }

  private static Condition leadsSomewhere() {
    return anyOf(
        allOf(
            exists(Ref.object("endpoints")),
            exists(Ref.object("metadata", "labels").key(SERVICE_NAME))),
        exists(Ref.object("subsets")));
  }

  /** Leases are kept in annotations of Endpoints, and finalizers come and go: neither leads. */
  private static Condition isWritten() {
    return anyOf(
        changes("endpoints"),
        changes("ports"),
        changes("subsets"),
        not(
            new Condition.Same(
                Ref.object("metadata", "labels").key(SERVICE_NAME),
                Ref.old("metadata", "labels").key(SERVICE_NAME))));
  }

  private static Condition changes(String field) {
    return not(new Condition.Same(Ref.object(field), Ref.old(field)));
  }
}
