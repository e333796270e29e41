package dev.steward.core.policy.rule;

import java.util.List;
import java.util.Map;

/** Inputs of a check, each changed by a copy. */
record Subject(
    Map<String, Object> object,
    Map<String, Object> old,
    Map<String, Object> spec,
    String user,
    String operation,
    String resource,
    Map<String, String> namespace) {

  static final String OPERATOR = Writers.OPERATOR;

  static Subject made(Map<String, Object> object) {
    return new Subject(object, Map.of(), Map.of(), "alice", "CREATE", "modelservices", Map.of());
  }

  /** A service with that spec and those annotations. */
  static Subject service(Map<String, Object> spec, Map<String, String> annotations) {
    return made(Map.of("metadata", Map.of("annotations", annotations), "spec", spec));
  }

  static Subject service() {
    return service(Map.of("model", Map.of("uri", "pvc://models/minilm")), Map.of());
  }

  Subject was(Map<String, Object> former) {
    return new Subject(object, former, spec, user, "UPDATE", resource, namespace);
  }

  Subject governedBy(Map<String, Object> demands) {
    return new Subject(object, old, demands, user, operation, resource, namespace);
  }

  Subject by(String name) {
    return new Subject(object, old, spec, name, operation, resource, namespace);
  }

  Subject on(String verb, String plural) {
    return new Subject(object, old, spec, user, verb, plural, namespace);
  }

  Subject in(Map<String, String> labels) {
    return new Subject(object, old, spec, user, operation, resource, labels);
  }

  List<BrokenRule> broken(RuleGroup group) {
    var parts = List.of(resource.split("/", 2));
    return RuleCheck.check(
        group,
        Inputs.none()
            .with(Input.OBJECT, Tree.of(object))
            .with(Input.OLD_OBJECT, Tree.of(old))
            .with(
                Input.POLICY,
                Tree.of(
                    Map.of(
                        "kind",
                        "ClusterCompliancePolicy",
                        "metadata",
                        Map.of("name", "eu"),
                        "spec",
                        spec)))
            .with(
                Input.REQUEST,
                Tree.of(
                    Map.of(
                        "userInfo",
                        Map.of("username", user),
                        "operation",
                        operation,
                        "subResource",
                        parts.size() == 2 ? parts.getLast() : "",
                        "resource",
                        Map.of("resource", parts.getFirst()))))
            .with(Input.NAMESPACE, Tree.of(Map.of("metadata", Map.of("labels", namespace)))));
  }

  List<String> names(RuleGroup group) {
    return broken(group).stream().map(broken -> broken.rule().name()).toList();
  }
}
