package dev.steward.core.policy.rule;

import static dev.steward.core.policy.rule.Condition.allOf;
import static dev.steward.core.policy.rule.Condition.anyOf;
import static dev.steward.core.policy.rule.Condition.isOneOf;

import java.util.ArrayList;
import java.util.List;

/**
 * Who may write what the operator owns: the operator, and the cluster's own controllers, each the
 * verbs on the resources that its work needs. Controllers that a cluster's vendor or another
 * product adds aren't among them.
 */
public final class Writers {

  /** Stands in rules for the operator's user name, which an installation decides. */
  public static final String OPERATOR = "STEWARD_OPERATOR_USER";

  /** Stands in rules for the gateways' user name, which an installation decides. */
  public static final String GATEWAY = "STEWARD_GATEWAY_USER";

  private static final String CONTROLLERS = "system:serviceaccount:kube-system:";
  private static final List<String> ALL_WRITES = List.of("CREATE", "UPDATE", "DELETE");

  /**
   * A row of the table.
   *
   * @param user the user name it writes by
   * @param resources of these; empty: of any
   * @param operations these
   * @param why what it does there
   */
  public record Writer(String user, List<String> resources, List<String> operations, String why) {}

  /** The table. Pods may be deleted by whoever has the right to: it is how nodes are drained. */
  public static final List<Writer> TABLE =
      List.of(
          new Writer(OPERATOR, List.of(), ALL_WRITES, "what a service is made of"),
          controller(
              "deployment-controller",
              List.of("deployments", "replicasets"),
              ALL_WRITES,
              "makes, scales and removes the ReplicaSets of a Deployment"),
          controller(
              "replicaset-controller",
              List.of("pods"),
              List.of("CREATE", "UPDATE"),
              "makes pods, adopts and releases them"),
          controller(
              "statefulset-controller",
              List.of("pods", "controllerrevisions"),
              ALL_WRITES,
              "makes pods and the revisions of a StatefulSet"),
          controller(
              "job-controller",
              List.of("pods", "jobs"),
              List.of("CREATE", "UPDATE"),
              "makes the pods of a Job and takes the finalizer off those it has counted"),
          controller(
              "endpointslice-controller",
              List.of("endpointslices"),
              ALL_WRITES,
              "lists the pods behind a Service"),
          controller(
              "endpoint-controller",
              List.of("endpoints"),
              ALL_WRITES,
              "lists them once more, in the older form"),
          controller(
              "endpointslicemirroring-controller",
              List.of("endpointslices"),
              ALL_WRITES,
              "repeats Endpoints that have no controller as slices"),
          controller(
              "ttl-after-finished-controller",
              List.of("jobs"),
              List.of("DELETE"),
              "removes Jobs whose time is over"),
          controller(
              "generic-garbage-collector",
              List.of(),
              List.of("UPDATE", "DELETE"),
              "removes what has lost its owner, and its finalizers"),
          controller("namespace-controller", List.of(), List.of("DELETE"), "empties a namespace"),
          new Writer(
              "system:kube-controller-manager",
              List.of(),
              ALL_WRITES,
              "all of the above, where controllers have no service accounts of their own"));

  private Writers() {}

  private static Writer controller(
      String name, List<String> resources, List<String> operations, String why) {
    return new Writer(CONTROLLERS + name, resources, operations, why);
  }

  /** The request's user is one who may. */
  static Condition mayWrite() {
    return new Condition.AnyOf(TABLE.stream().map(Writers::row).toList());
  }

  /** The request's user is the operator. */
  static Condition isOperator() {
    return isOneOf(Ref.request("userInfo", "username"), OPERATOR);
  }

  /** The request's user tells how what it writes stands: the operator, and gateways of tasks. */
  static Condition mayTell() {
    return anyOf(
        isOperator(),
        allOf(
            isOneOf(Ref.request("userInfo", "username"), GATEWAY),
            isOneOf(Ref.request("resource", "resource"), "inferencetasks")));
  }

  /** The request's user scales by load: nobody signs for it. */
  static Condition isAutoscaler() {
    return isOneOf(
        Ref.request("userInfo", "username"),
        OPERATOR,
        CONTROLLERS + "horizontal-pod-autoscaler",
        "system:kube-controller-manager");
  }

  private static Condition row(Writer writer) {
    var conditions = new ArrayList<Condition>();
    conditions.add(isOneOf(Ref.request("userInfo", "username"), writer.user()));
    if (!writer.resources().isEmpty()) {
      conditions.add(
          new Condition.IsOneOf(Ref.request("resource", "resource"), writer.resources()));
    }
    if (!writer.operations().equals(ALL_WRITES)) {
      conditions.add(new Condition.IsOneOf(Ref.request("operation"), writer.operations()));
    }
    return allOf(conditions.toArray(Condition[]::new));
  }
}
