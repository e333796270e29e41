package dev.steward.operator.observe;

import dev.steward.operator.group.Member;
import dev.steward.operator.plan.Names;
import dev.steward.operator.plan.Tier;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One runtime pod, as far as decisions and messages need it.
 *
 * @param name the pod's name
 * @param revision the revision it belongs to
 * @param state whether it answers
 * @param trouble why it doesn't, where that is known
 * @param requests what it takes from its node, by resource, as the pod says it
 * @param created when it was asked for
 * @param readySince when it became ready, if it is
 * @param member what it is in its group; empty if it is a replica by itself
 * @param tier whose nodes it is for; empty: its revision has one pool
 */
public record PodFacts(
    String name,
    String revision,
    State state,
    Optional<PodTrouble> trouble,
    Map<String, String> requests,
    Instant created,
    Optional<Instant> readySince,
    Optional<Member> member,
    Optional<Tier> tier) {

  /** Whether a pod answers. */
  public enum State {
    /** It isn't running yet, or no more. */
    WAITING,
    /** Its process runs and isn't ready. */
    RUNNING,
    READY,
    /** It is on its way out. */
    LEAVING
  }

  public PodFacts {
    requests = Map.copyOf(requests);
  }

  /** A replica by itself. */
  public PodFacts(
      String name,
      String revision,
      State state,
      Optional<PodTrouble> trouble,
      Map<String, String> requests,
      Instant created,
      Optional<Instant> readySince) {
    this(
        name,
        revision,
        state,
        trouble,
        requests,
        created,
        readySince,
        Optional.empty(),
        Optional.empty());
  }

  /** The same in a pool of its own. */
  public PodFacts on(Tier itsTier) {
    return new PodFacts(
        name,
        revision,
        state,
        trouble,
        requests,
        created,
        readySince,
        member,
        Optional.of(itsTier));
  }

  /** Reads a pod. */
  public static PodFacts of(Pod pod) {
    return own(pod).in(MemberFacts.of(pod));
  }

  private PodFacts in(Optional<Member> group) {
    return new PodFacts(name, revision, state, trouble, requests, created, readySince, group, tier);
  }

  /** Whether it is what stands for its replica: the pod itself, or the leader of its group. */
  public boolean isLeader() {
    return member.map(Member::isLeader).orElse(true);
  }

  /** Reads a pod without regard to its group. */
  static PodFacts own(Pod pod) {
    var state = state(pod);
    var facts =
        new PodFacts(
            pod.getMetadata().getName(),
            pod.getMetadata().getLabels().getOrDefault(Names.REVISION, ""),
            state,
            state == State.READY || state == State.LEAVING ? Optional.empty() : PodTrouble.of(pod),
            requests(pod),
            instant(pod.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH),
            state == State.READY ? readySince(pod) : Optional.empty());
    return Optional.ofNullable(pod.getMetadata().getLabels().get(Names.TIER))
        .flatMap(Tier::of)
        .map(facts::on)
        .orElse(facts);
  }

  private static Optional<Instant> readySince(Pod pod) {
    return ready(pod).map(PodCondition::getLastTransitionTime).flatMap(PodFacts::instant);
  }

  private static Optional<PodCondition> ready(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("Ready") && c.getStatus().equals("True"))
        .findFirst();
  }

  private static Optional<Instant> instant(@Nullable String text) {
    return Optional.ofNullable(text).map(Instant::parse);
  }

  /** Whether no node takes it. */
  public boolean isUnplaced() {
    return trouble.orElse(null) instanceof PodTrouble.Unschedulable;
  }

  /** The resources for want of which it can't be scheduled. */
  public Set<String> starvedOf() {
    return trouble.orElse(null) instanceof PodTrouble.Unschedulable unschedulable
        ? unschedulable.insufficient()
        : Set.of();
  }

  static State state(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return State.LEAVING;
    }
    var status = pod.getStatus();
    if (status == null) {
      return State.WAITING;
    }
    if (ready(pod).isPresent()) {
      return State.READY;
    }
    return status.getContainerStatuses().stream()
            .anyMatch(c -> c.getState() != null && c.getState().getRunning() != null)
        ? State.RUNNING
        : State.WAITING;
  }

  private static Map<String, String> requests(Pod pod) {
    var requests = new TreeMap<String, String>();
    for (var container : pod.getSpec().getContainers()) {
      var resources = container.getResources();
      if (resources != null) {
        // An extended resource that only has a limit is requested by that much.
        resources.getLimits().forEach((name, amount) -> requests.put(name, amount.toString()));
        resources.getRequests().forEach((name, amount) -> requests.put(name, amount.toString()));
      }
    }
    return requests;
  }
}
