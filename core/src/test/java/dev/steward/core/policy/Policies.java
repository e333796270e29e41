package dev.steward.core.policy;

import dev.steward.core.check.Checked;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Policies that demand one thing each; their meet demands several. */
final class Policies {

  private Policies() {}

  static CalendarPeriod period(String text) {
    return CalendarPeriod.parse("period", text)
        .orThrow(violation -> new IllegalArgumentException(violation.message()));
  }

  static Policy auditAtLeast(String period) {
    return retention(new Retention(Floor.of(period(period)), Ceiling.NONE), Retention.FREE);
  }

  static Policy auditAtMost(String period) {
    return retention(new Retention(Floor.NONE, Ceiling.of(period(period))), Retention.FREE);
  }

  static Policy contentAtLeast(String period) {
    return retention(Retention.FREE, new Retention(Floor.of(period(period)), Ceiling.NONE));
  }

  static Policy contentAtMost(String period) {
    return retention(Retention.FREE, new Retention(Floor.NONE, Ceiling.of(period(period))));
  }

  private static Policy retention(Retention auditRecords, Retention content) {
    return new Policy(
        auditRecords,
        content,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        AllowList.any(),
        AllowList.any());
  }

  static Policy purgedWithin(Duration slo) {
    return choice(Optional.of(slo), Optional.empty(), Optional.empty());
  }

  static Policy onAuditFailure(AuditFailure action) {
    return choice(Optional.empty(), Optional.of(action), Optional.empty());
  }

  static Policy content(ContentMode mode) {
    return choice(Optional.empty(), Optional.empty(), Optional.of(mode));
  }

  private static Policy choice(
      Optional<Duration> slo, Optional<AuditFailure> action, Optional<ContentMode> mode) {
    return new Policy(
        Retention.FREE,
        Retention.FREE,
        slo,
        action,
        mode,
        List.of(),
        List.of(),
        AllowList.any(),
        AllowList.any());
  }

  static Policy annotations(String... keys) {
    return list(List.of(keys), List.of(), AllowList.any(), AllowList.any());
  }

  static Policy demand(Demand... demands) {
    return list(List.of(), List.of(demands), AllowList.any(), AllowList.any());
  }

  static Policy sources(String... patterns) {
    return list(List.of(), List.of(), only(patterns), AllowList.any());
  }

  static Policy images(String... patterns) {
    return list(List.of(), List.of(), AllowList.any(), only(patterns));
  }

  static AllowList only(String... patterns) {
    return new AllowList.Only(Stream.of(patterns).map(NamePattern::new).toList());
  }

  private static Policy list(
      List<String> annotations, List<Demand> demands, AllowList sources, AllowList images) {
    return new Policy(
        Retention.FREE,
        Retention.FREE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        annotations,
        demands,
        sources,
        images);
  }

  static GoverningPolicy of(String name, Enforcement enforcement, Policy... policies) {
    return new GoverningPolicy(
        new PolicySource.OfCluster(name), enforcement, Policy.meet(List.of(policies)));
  }

  static GoverningPolicy denying(String name, Policy... policies) {
    return of(name, Enforcement.DENY, policies);
  }

  static EffectivePolicies effective(GoverningPolicy... policies) {
    return EffectivePolicies.of(List.of(policies));
  }

  static Checked<CalendarPeriod> parsed(String text) {
    return CalendarPeriod.parse("spec.retention.content.max", text);
  }
}
