/**
 * Groups: pods that together hold one replica of a model, and live and die as one.
 *
 * <p>A group is a StatefulSet. Its pods are made behind a scheduling gate; when all are there and
 * it is the group's turn, all gates are opened, each by a patch that also writes the roster: the
 * uids of all members. From then on the roster is the group. If a member fails or is gone, or a pod
 * is there that isn't on it, the group is restarted: its StatefulSet gets the next incarnation, and
 * every pod of an earlier one is deleted. Worked example, 2 pods:
 *
 * <pre>
 *   observed                                 what is done                       {@link dev.steward.operator.group.GroupState}
 *   incarnation 1, pod 0 behind its gate     nothing                            Gathering
 *   both behind their gates                  ask for the turn, open both gates  AwaitingTurn
 *   pod 0 has a node, pod 1 has none         nothing, for 60 s                  Placing
 *   both ready                               nothing                            Whole
 *   pod 1's process has ended                incarnation 2, delete both         Restarting
 *   both behind their gates, 4 s later       nothing, for another 6 s           BackingOff
 * </pre>
 *
 * <p>Nothing is remembered between two decisions but what stands in the cluster: the incarnation,
 * the roster, and the record of failures in the StatefulSet's annotation. Of two views of an
 * incarnation the greater one counts, so that an old view of the cluster only repeats what was
 * done.
 *
 * <p>It must not know services, revisions, a clock or Kubernetes' client.
 */
@NullMarked
package dev.steward.operator.group;

import org.jspecify.annotations.NullMarked;
