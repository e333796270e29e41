package dev.steward.operator.policy;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.policy.EffectivePolicies;
import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.Obligations;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.policy.Quarantine;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What follows from how a service or task stands with the policies.
 *
 * <p>Example: a service that runs breaks a policy written at 12:00 with {@code quarantine: {action:
 * ScaleToZero, after: 1h}}. Seen at 12:00:02 it may do all it asks for, is refused since 12:00:02,
 * and is looked at again in an hour; at 13:00:02 it is stopped. Corrected, it is free at once. A
 * service that nothing was made of yet isn't begun at all.
 *
 * @param standing how it stands with the policies that are seen
 * @param unseen what can't be seen of the policies, in a sentence; empty: all is seen
 * @param restraint what may be done for it
 * @param refusedSince since when it breaks what is denied, as it was seen; empty: it doesn't
 * @param lookAgain after how long time alone changes the restraint
 */
public record Ruling(
    Standing standing,
    Optional<String> unseen,
    Restraint restraint,
    Optional<Instant> refusedSince,
    Optional<Duration> lookAgain) {

  /** No policy governs it. */
  public static final Ruling UNGOVERNED = ungoverned();

  /** Whether something was made already of what is judged. */
  public enum Presence {
    MADE,
    UNMADE
  }

  private static Ruling ungoverned() {
    var nothing = EffectivePolicies.of(List.of());
    return new Ruling(
        new Standing(
            nothing,
            PolicyDigest.of(nothing),
            Arrays.stream(Enforcement.values())
                .collect(Collectors.toMap(Function.identity(), _ -> List.of()))),
        Optional.empty(),
        Restraint.NONE,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The ruling.
   *
   * @param object a ModelService or an InferenceTask
   * @param presence whether something was made of it
   * @param stored since when it was told before to break what is denied
   */
  public static Ruling of(
      HasMetadata object,
      Governance governance,
      Presence presence,
      Optional<Instant> stored,
      Instant now) {
    var standing = Standing.of(object, governance.namespaceLabels(), governance.policies());
    if (standing.isAdmissible()) {
      return new Ruling(
          standing, governance.unseen(), Restraint.NONE, Optional.empty(), Optional.empty());
    }
    // A time that is yet to come is another clock's, or somebody's invention.
    var since =
        stored.filter(time -> !time.isAfter(now)).orElse(now.truncatedTo(ChronoUnit.SECONDS));
    if (presence == Presence.UNMADE) {
      return new Ruling(
          standing, governance.unseen(), Restraint.UNBEGUN, Optional.of(since), Optional.empty());
    }
    var quarantine = standing.effective().at(Enforcement.DENY).policy().quarantine();
    var breach = Duration.between(since, now);
    return new Ruling(
        standing,
        governance.unseen(),
        switch (quarantine.after(breach)) {
          case WARN -> Restraint.NONE;
          case NO_NEW_REPLICAS -> Restraint.HELD;
          case SCALE_TO_ZERO -> Restraint.STOPPED;
        },
        Optional.of(since),
        quarantine.next(breach));
  }

  /** What becomes of it, and when. */
  Quarantine quarantine() {
    return standing.effective().at(Enforcement.DENY).policy().quarantine();
  }

  /**
   * On what terms it is served.
   *
   * @param service that was judged
   * @param told what the gateways were told before; it holds on while what is denied is in conflict
   *     with itself, for nobody can do both
   */
  public Terms terms(ModelService service, Optional<Obligations> told) {
    var conflict = !standing.effective().at(Enforcement.DENY).conflicts().isEmpty();
    return new Terms(
        restraint, conflict ? told : Obligations.of(standing.effective()), Marks.of(service, this));
  }
}
