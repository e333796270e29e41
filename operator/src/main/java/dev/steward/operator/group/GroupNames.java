package dev.steward.operator.group;

/** Labels and annotations by which groups are told; docs/contracts.md lists them. */
public final class GroupNames {

  /** Label of a group's StatefulSet and pods: the group's name. */
  public static final String GROUP = "steward.dev/group";

  /** Label of a group's pods: how often the group was begun. */
  public static final String INCARNATION = "steward.dev/incarnation";

  /** The gate that a member waits behind. */
  public static final String GATE = "steward.dev/group";

  /** On a member that was let in: the uids of all members, with commas between. */
  public static final String ROSTER = "steward.dev/roster";

  /** On a member that was let in: when. */
  public static final String ADMITTED = "steward.dev/admitted-at";

  /** On a group's StatefulSet: {@link Restarts} as JSON. */
  public static final String RESTARTS = "steward.dev/restarts";

  /** Label that Kubernetes gives to the pods of a StatefulSet: the place among the members. */
  public static final String INDEX = "apps.kubernetes.io/pod-index";

  private GroupNames() {}
}
