package dev.steward.core.policy.rule;

import static dev.steward.core.policy.rule.Condition.anyOf;
import static dev.steward.core.policy.rule.Condition.exists;
import static dev.steward.core.policy.rule.Condition.implies;
import static dev.steward.core.policy.rule.Condition.isOneOf;
import static dev.steward.core.policy.rule.Condition.not;

import java.util.List;
import java.util.stream.Stream;

/** What runs beside the services of a namespace. */
final class WorkloadRules {

  /** Where a pod's spec stands in a pod, in what has a template, and in a CronJob. */
  private static final List<List<String>> POD_SPECS =
      List.of(
          List.of("spec"),
          List.of("spec", "template", "spec"),
          List.of("spec", "jobTemplate", "spec", "template", "spec"));

  static final List<List<String>> TEMPLATES =
      List.of(List.of("spec", "template"), List.of("spec", "jobTemplate", "spec", "template"));

  private static final List<String> KINDS_OF_CONTAINERS =
      List.of("containers", "initContainers", "ephemeralContainers");

  private WorkloadRules() {}

  static RuleGroup group() {
    return new RuleGroup(
        "workloads",
        "What pods run, in pods and in the templates of every built-in workload, whenever that is"
            + " written: scaling, and finalizers, aren't.",
        RuleGroup.Reach.ALL,
        resources("pods", "pods/ephemeralcontainers", "replicationcontrollers"),
        isWritten(),
        Selection.namespace(),
        List.of(images(), templateLabels()));
  }

  /** Pods in those forms of the core group, and everything built in that makes pods. */
  static List<Resources> resources(String... ofCore) {
    var writes = List.of("CREATE", "UPDATE");
    return List.of(
        new Resources("", "v1", List.of(ofCore), writes),
        new Resources(
            "apps",
            "v1",
            List.of("deployments", "replicasets", "statefulsets", "daemonsets"),
            writes),
        new Resources("batch", "v1", List.of("jobs", "cronjobs"), writes));
  }

  private static Condition isWritten() {
    var places =
        Stream.concat(
            TEMPLATES.stream(), KINDS_OF_CONTAINERS.stream().map(kind -> List.of("spec", kind)));
    return new Condition.AnyOf(
        places
            .map(place -> place.toArray(String[]::new))
            .map(place -> not(new Condition.Same(Ref.object(place), Ref.old(place))))
            .toList());
  }

  private static Rule images() {
    var allowed = Ref.policy("spec", "runtime", "allowedImages");
    var every =
        new Condition.Every(
            POD_SPECS.stream()
                .flatMap(spec ->
                    KINDS_OF_CONTAINERS.stream()
                        .map(kind ->
                            Ref.object(
                                Stream.concat(spec.stream(), Stream.of(kind))
                                    .toArray(String[]::new))))
                .toList(),
            "c",
            new Condition.Some(
                allowed, "p", new Condition.Allows(Ref.item("p"), Ref.item("c", "image"))));
    return new Rule(
        "images",
        implies(exists(allowed), every),
        "spec.containers[].image",
        new Wording.Listing("not allowed: ", every, Ref.item("c", "image"), ""),
        "use images of spec.runtime.allowedImages of the policy",
        "runtime.allowedImages",
        Rule.JudgedBy.OBJECT,
        "AI Act 15, GDPR 32");
  }

  private static Rule templateLabels() {
    return new Rule(
        "template-labels",
        anyOf(
            Writers.mayWrite(),
            new Condition.AllOf(
                TEMPLATES.stream()
                    .map(template ->
                        Ref.object(
                                Stream.concat(template.stream(), Stream.of("metadata", "labels"))
                                    .toArray(String[]::new))
                            .key(OwnedRules.MANAGED_BY))
                    .<Condition>map(label -> not(isOneOf(label, OwnedRules.STEWARD)))
                    .toList())),
        "spec.template.metadata.labels[" + OwnedRules.MANAGED_BY + "]",
        new Wording.Plain("its pods would pass for Steward's own"),
        "give them another value",
        "enforcement",
        Rule.JudgedBy.REQUEST,
        "");
  }
}
