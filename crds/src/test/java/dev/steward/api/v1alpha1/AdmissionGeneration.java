package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.steward.core.policy.rule.CelRules;
import dev.steward.core.policy.rule.Effect;
import dev.steward.core.policy.rule.RuleBook;
import dev.steward.core.policy.rule.RuleGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The ValidatingAdmissionPolicies: for each group of rules, each kind of policy and each effect
 * one, with the policies of that kind as its parameters. Its match conditions let those of its
 * levels through, and of the requests only those that break a rule: with a hundred policies over
 * what complies, that is all that is evaluated, once for each.
 */
final class AdmissionGeneration {

  /** The chart writes Steward's namespace in its place. */
  private static final String NAMESPACE = "STEWARD_NAMESPACE";

  private static final String HEADER =
      """
      # Generated from the rules in core/src/main/java/dev/steward/core/policy/rule by:
      # ./dev/mvn test -pl crds -am -Dgolden.update=true
      """;

  private static final String TOLD = "variables.selected ? variables.broken.join(' | ') : ''";

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .build());

  private AdmissionGeneration() {}

  /** A kind of policy. */
  private enum Kind {
    CLUSTER("ClusterCompliancePolicy", "steward-"),
    NAMESPACED("CompliancePolicy", "steward-own-");

    private final String kind;
    private final String prefix;

    Kind(String kind, String prefix) {
      this.kind = kind;
      this.prefix = prefix;
    }
  }

  /** Each group's YAML by the name of its file. */
  static SequencedMap<String, String> files() {
    var files = new TreeMap<String, String>();
    for (var group : RuleBook.groups()) {
      var documents = new ArrayList<String>();
      for (var kind : Kind.values()) {
        if (kind == Kind.NAMESPACED && group.reach() == RuleGroup.Reach.NAMESPACES) {
          continue; // such a policy has no namespaceSelector
        }
        for (var effect : Effect.values()) {
          documents.add(print(policy(group, kind, effect)));
          documents.add(print(binding(group, kind, effect)));
        }
      }
      files.put(group.name() + ".yaml", HEADER + String.join("---\n", documents));
    }
    return files;
  }

  private static String name(RuleGroup group, Kind kind, Effect effect) {
    return kind.prefix + group.name() + "-" + effect.suffix();
  }

  private static Map<String, Object> policy(RuleGroup group, Kind kind, Effect effect) {
    return object(
        "apiVersion",
        "admissionregistration.k8s.io/v1",
        "kind",
        "ValidatingAdmissionPolicy",
        "metadata",
        object("name", name(group, kind, effect)),
        "spec",
        object(
            "failurePolicy",
            "Fail",
            "paramKind",
            object("apiVersion", ApiGroup.API_VERSION, "kind", kind.kind),
            "matchConstraints",
            matchConstraints(group),
            "matchConditions",
            matchConditions(group, effect),
            "variables",
            List.of(
                variable("selected", CelRules.selected(group)),
                variable("broken", CelRules.broken(group))),
            "validations",
            List.of(
                object(
                    "expression",
                    valid(effect),
                    "messageExpression",
                    TOLD,
                    "message",
                    "more is wrong than a message can hold; steward validate tells all of it",
                    "reason",
                    "Forbidden")),
            "auditAnnotations",
            List.of(
                object(
                    "key",
                    "decision",
                    "valueExpression",
                    "variables.selected ? params.metadata.name + '@' +"
                        + " string(params.metadata.generation) + %s : ''"
                            .formatted(decision(effect))),
                object("key", "violations", "valueExpression", TOLD))));
  }

  /** What was selected and is broken isn't valid; of a policy that only audits, that is logged. */
  private static String valid(Effect effect) {
    return switch (effect) {
      case REFUSES -> "!variables.selected";
      case TELLS -> "params.spec.enforcement == 'Audit' || !variables.selected";
    };
  }

  private static String decision(Effect effect) {
    return switch (effect) {
      case REFUSES -> "' denied'";
      case TELLS -> "(params.spec.enforcement == 'Audit' ? ' audited' : ' warned')";
    };
  }

  private static Map<String, Object> matchConstraints(RuleGroup group) {
    var constraints =
        object(
            "resourceRules",
            group.resources().stream()
                .map(resources ->
                    object(
                        "apiGroups",
                        List.of(resources.apiGroup()),
                        "apiVersions",
                        List.of(resources.version()),
                        "operations",
                        resources.operations(),
                        "resources",
                        resources.resources()))
                .toList());
    if (group.reach() == RuleGroup.Reach.OWNED) {
      constraints.put(
          "objectSelector",
          object("matchLabels", object("app.kubernetes.io/managed-by", "steward")));
    }
    return constraints;
  }

  private static List<Object> matchConditions(RuleGroup group, Effect effect) {
    var conditions = new ArrayList<Object>();
    // One condition, and the level first: the API server evaluates all there are before it looks.
    conditions.add(
        object(
            "name",
            "broken",
            "expression",
            "params.spec.enforcement %s 'Deny'\n&& "
                    .formatted(effect == Effect.REFUSES ? "==" : "!=")
                + CelRules.isBroken(group)));
    if (group.reach() == RuleGroup.Reach.NAMESPACES) {
      conditions.add(
          object(
              "name",
              "not-the-platforms",
              "expression",
              "!authorizer.group('steward.dev').resource('clustercompliancepolicies').check('update').allowed()"));
    }
    return conditions;
  }

  private static Map<String, Object> binding(RuleGroup group, Kind kind, Effect effect) {
    var name = name(group, kind, effect);
    return object(
        "apiVersion",
        "admissionregistration.k8s.io/v1",
        "kind",
        "ValidatingAdmissionPolicyBinding",
        "metadata",
        object("name", name),
        "spec",
        object(
            "policyName",
            name,
            "paramRef",
            object("selector", object(), "parameterNotFoundAction", "Allow"),
            "matchResources",
            object(
                "namespaceSelector",
                object(
                    "matchExpressions",
                    List.of(
                        object(
                            "key",
                            "kubernetes.io/metadata.name",
                            "operator",
                            "NotIn",
                            "values",
                            List.of("kube-system", "kube-public", "kube-node-lease", NAMESPACE))))),
            "validationActions",
            actions(effect)));
  }

  private static List<String> actions(Effect effect) {
    return switch (effect) {
      case REFUSES -> List.of("Deny");
      case TELLS -> List.of("Warn", "Audit");
    };
  }

  private static Map<String, Object> variable(String name, String expression) {
    return object("name", name, "expression", expression);
  }

  private static Map<String, Object> object(Object... pairs) {
    var object = new LinkedHashMap<String, Object>();
    for (var i = 0; i < pairs.length; i += 2) {
      object.put(pairs[i].toString(), pairs[i + 1]);
    }
    return object;
  }

  private static String print(Map<String, Object> document) {
    try {
      return YAML.writeValueAsString(document).lines().collect(Collectors.joining("\n", "", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
