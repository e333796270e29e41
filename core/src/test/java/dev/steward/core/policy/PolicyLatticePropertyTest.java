package dev.steward.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class PolicyLatticePropertyTest {

  private static final List<String> NAMES =
      List.of("a", "a/b", "a/b/c", "a/bc", "b/x", "b/x:1", "c", "d/e@sha256:0");

  @Property(tries = 300)
  void the_order_of_two_is_of_no_account(
      @ForAll("policies") Policy one, @ForAll("policies") Policy two) {
    assertThat(one.meet(two)).isEqualTo(two.meet(one));
  }

  @Property(tries = 300)
  void nor_is_the_order_of_three(
      @ForAll("policies") Policy one,
      @ForAll("policies") Policy two,
      @ForAll("policies") Policy three) {
    assertThat(one.meet(two).meet(three)).isEqualTo(one.meet(two.meet(three)));
  }

  @Property(tries = 300)
  void a_policy_with_itself_or_with_none_is_itself(@ForAll("policies") Policy one) {
    assertThat(one.meet(one)).isEqualTo(one);
    assertThat(one.meet(Policy.UNRESTRICTED)).isEqualTo(one);
  }

  @Property(tries = 300)
  void one_more_policy_never_loosens_anything(
      @ForAll("policies") Policy one, @ForAll("policies") Policy two) {
    var both = one.meet(two);
    assertThat(both.isAtLeastAsStrictAs(one)).isTrue();
    assertThat(both.isAtLeastAsStrictAs(two)).isTrue();
    assertThat(NAMES)
        .allSatisfy(name -> {
          assertThat(both.images().allows(name))
              .isEqualTo(one.images().allows(name) && two.images().allows(name));
          assertThat(both.modelSources().allows(name))
              .isEqualTo(one.modelSources().allows(name) && two.modelSources().allows(name));
        });
    assertThat(both.requiredAnnotations()).containsAll(one.requiredAnnotations());
    assertThat(both.demands()).containsAll(two.demands());
  }

  @Property(tries = 300)
  void who_is_stricter_stays_so_with_a_third(
      @ForAll("policies") Policy one,
      @ForAll("policies") Policy two,
      @ForAll("policies") Policy three) {
    assertThat(one.meet(two).meet(three).isAtLeastAsStrictAs(one.meet(three))).isTrue();
  }

  /** The meaning of a meet of bounds, day by day. */
  @Property(tries = 100)
  void floors_rise_and_ceilings_sink_on_each_day(
      @ForAll("policies") Policy one, @ForAll("policies") Policy two) {
    var floor = one.content().floor().meet(two.content().floor());
    var ceiling = one.content().ceiling().meet(two.content().ceiling());
    LocalDate.of(2027, 12, 1)
        .datesUntil(LocalDate.of(2029, 2, 1))
        .forEach(day -> {
          assertThat(floor.endFrom(day))
              .isEqualTo(
                  List.of(one, two).stream()
                      .flatMap(p -> p.content().floor().endFrom(day).stream())
                      .max(LocalDate::compareTo));
          assertThat(ceiling.endFrom(day))
              .isEqualTo(
                  List.of(one, two).stream()
                      .flatMap(p -> p.content().ceiling().endFrom(day).stream())
                      .min(LocalDate::compareTo));
        });
  }

  @Property(tries = 200)
  void neither_order_nor_repetition_nor_names_change_the_digest(
      @ForAll("governing") List<GoverningPolicy> policies, @ForAll Random random) {
    var others = new ArrayList<GoverningPolicy>();
    policies.forEach(policy ->
        others.add(
            new GoverningPolicy(
                new PolicySource.OfNamespace("team", "p" + others.size()),
                policy.enforcement(),
                policy.policy())));
    others.addAll(policies);
    Collections.shuffle(others, random);
    assertThat(PolicyDigest.of(EffectivePolicies.of(others)))
        .isEqualTo(PolicyDigest.of(EffectivePolicies.of(policies)));
  }

  @Property(tries = 300)
  void other_demands_have_another_canonical_form(
      @ForAll("policies") Policy one, @ForAll("policies") Policy two) {
    assertThat(form(one).equals(form(two))).isEqualTo(one.equals(two));
  }

  @Property(tries = 100)
  void levels_dont_add_up(@ForAll("governing") List<GoverningPolicy> policies) {
    var all = EffectivePolicies.of(policies);
    for (var level : Enforcement.values()) {
      var alone = policies.stream().filter(policy -> policy.enforcement() == level).toList();
      assertThat(EffectivePolicies.of(alone).at(level)).isEqualTo(all.at(level));
    }
  }

  private static String form(Policy policy) {
    return CanonicalForm.of(Policies.effective(Policies.denying("p", policy)));
  }

  @Provide
  Arbitrary<List<GoverningPolicy>> governing() {
    return Combinators.combine(
            Arbitraries.of("a", "b", "c"), Arbitraries.of(Enforcement.class), policies())
        .as((name, level, policy) -> Policies.of(name, level, policy))
        .list()
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<Policy> policies() {
    var lists = AllowListArbitrary.lists();
    return Combinators.combine(
            retentions(),
            retentions(),
            Arbitraries.of(Duration.ofHours(1), Duration.ofHours(24), Duration.ofDays(7))
                .optional(),
            Arbitraries.of(AuditFailure.class).optional(),
            Arbitraries.of(ContentMode.class).optional(),
            Arbitraries.of("owner", "example.com/ticket", "compliance.steward.dev/change-reason")
                .list()
                .ofMaxSize(3),
            Arbitraries.of(Demand.class).list().ofMaxSize(3),
            Combinators.combine(
                    Combinators.combine(lists, lists).as(List::of), signers(), quarantines())
                .as(Tuple::of))
        .as((audit, content, slo, failure, mode, annotations, demands, rest) ->
            new Policy(
                audit,
                content,
                slo,
                failure,
                mode,
                annotations,
                demands,
                rest.get1().getFirst(),
                rest.get2(),
                rest.get1().getLast(),
                rest.get3()));
  }

  /** Signers of whom some are of others' forms. */
  private static Arbitrary<AllowedSigners> signers() {
    var all =
        Arbitraries.of(
            Signers.key("1"),
            Signers.certified("1", "ci@a"),
            Signers.keyless("ci@a"),
            Signers.keyless("me@a"),
            Signers.keyless("*@a"),
            Signers.keyless("ci@*"),
            Signers.keyless("other", "issuer", "ci@*"));
    return Arbitraries.oneOf(
        Arbitraries.just(AllowedSigners.ANYBODY),
        all.list().ofMaxSize(3).map(AllowedSigners::only),
        all.list()
            .ofMaxSize(3)
            .map(AllowedSigners::only)
            .list()
            .ofSize(2)
            .map(both -> both.getFirst().meet(both.getLast())));
  }

  private static Arbitrary<Quarantine> quarantines() {
    var times =
        Arbitraries.of(Duration.ZERO, Duration.ofMinutes(1), Duration.ofHours(1)).optional();
    return Combinators.combine(times, times).as(Quarantine::new);
  }

  private static Arbitrary<Retention> retentions() {
    var periods =
        Arbitraries.of("P0D", "P28D", "P30D", "P31D", "P1M", "P6M", "P183D", "P1Y", "P365D")
            .map(Policies::period)
            .list()
            .ofMaxSize(2);
    return Combinators.combine(periods.map(Floor::new), periods.map(Ceiling::new))
        .as(Retention::new);
  }

  /** Lists whose entries overlap. */
  private static final class AllowListArbitrary {
    private static Arbitrary<AllowList> lists() {
      return Arbitraries.oneOf(
          Arbitraries.just(AllowList.any()),
          Arbitraries.of("a/*", "a/b/*", "a/b", "a/bc", "b/x", "b/x:*", "c", "d/e@*")
              .map(NamePattern::new)
              .list()
              .ofMaxSize(3)
              .map(AllowList.Only::new));
    }
  }
}
