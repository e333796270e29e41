package dev.steward.core.policy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * What a policy demands; what it doesn't speak of is free.
 *
 * @param auditRecords how long the record of a request is kept
 * @param content how long prompts and answers are kept
 * @param purgeSlo how long after its ceiling the last of something may still be there
 * @param onAuditFailure what happens while no record can be written
 * @param contentMode what of prompts and answers is kept
 * @param requiredAnnotations keys that objects must state, sorted
 * @param demands what must be there, in the order of {@link Demand}
 * @param modelSources where models may come from
 * @param modelSigners who must have signed models
 * @param images which images may run
 * @param quarantine what becomes of what runs already and breaks any of it
 */
public record Policy(
    Retention auditRecords,
    Retention content,
    Optional<Duration> purgeSlo,
    Optional<AuditFailure> onAuditFailure,
    Optional<ContentMode> contentMode,
    List<String> requiredAnnotations,
    List<Demand> demands,
    AllowList modelSources,
    AllowedSigners modelSigners,
    AllowList images,
    Quarantine quarantine) {

  /** Demands nothing. */
  public static final Policy UNRESTRICTED =
      new Policy(
          Retention.FREE,
          Retention.FREE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          AllowList.any(),
          AllowList.any());

  /** How long after its ceiling the last of something may be there where no policy says so. */
  public static final Duration DEFAULT_PURGE_SLO = Duration.ofHours(24);

  public Policy {
    requiredAnnotations = requiredAnnotations.stream().distinct().sorted().toList();
    var wanted = List.copyOf(demands);
    demands = Arrays.stream(Demand.values()).filter(wanted::contains).toList();
  }

  /** One that leaves in peace what runs already, whoever has signed models. */
  public Policy(
      Retention auditRecords,
      Retention content,
      Optional<Duration> purgeSlo,
      Optional<AuditFailure> onAuditFailure,
      Optional<ContentMode> contentMode,
      List<String> requiredAnnotations,
      List<Demand> demands,
      AllowList modelSources,
      AllowList images) {
    this(
        auditRecords,
        content,
        purgeSlo,
        onAuditFailure,
        contentMode,
        requiredAnnotations,
        demands,
        modelSources,
        AllowedSigners.ANYBODY,
        images,
        Quarantine.NONE);
  }

  /** The same demands, but for who must have signed models. */
  public Policy withModelSigners(AllowedSigners signers) {
    return new Policy(
        auditRecords,
        content,
        purgeSlo,
        onAuditFailure,
        contentMode,
        requiredAnnotations,
        demands,
        modelSources,
        signers,
        images,
        quarantine);
  }

  /** The same demands, with this for what runs already. */
  public Policy withQuarantine(Quarantine other) {
    return new Policy(
        auditRecords,
        content,
        purgeSlo,
        onAuditFailure,
        contentMode,
        requiredAnnotations,
        demands,
        modelSources,
        modelSigners,
        images,
        other);
  }

  /** All that either demands. */
  public Policy meet(Policy other) {
    return new Policy(
        auditRecords.meet(other.auditRecords),
        content.meet(other.content),
        either(purgeSlo, other.purgeSlo, Policy::least),
        either(onAuditFailure, other.onAuditFailure, Policy::least),
        either(contentMode, other.contentMode, Policy::least),
        union(requiredAnnotations, other.requiredAnnotations),
        union(demands, other.demands),
        modelSources.meet(other.modelSources),
        modelSigners.meet(other.modelSigners),
        images.meet(other.images),
        quarantine.meet(other.quarantine));
  }

  /** All that any of them demands. */
  public static Policy meet(Collection<Policy> policies) {
    return policies.stream().reduce(UNRESTRICTED, Policy::meet);
  }

  /** Whether it demands all that {@code other} does. */
  public boolean isAtLeastAsStrictAs(Policy other) {
    return meet(other).equals(this);
  }

  /** Whether gateways have something to do, or to leave, because of it. */
  public boolean obligesGateways() {
    return onAuditFailure.isPresent()
        || contentMode.isPresent()
        || !auditRecords.equals(Retention.FREE)
        || !content.equals(Retention.FREE);
  }

  /** Whether it asks for this. */
  public boolean asksFor(Demand demand) {
    return demands.contains(demand);
  }

  private static <T> Optional<T> either(
      Optional<T> one, Optional<T> other, BinaryOperator<T> stricter) {
    return Stream.of(one, other).flatMap(Optional::stream).reduce(stricter);
  }

  private static <T extends Comparable<? super T>> T least(T one, T other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static <T> List<T> union(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }
}
