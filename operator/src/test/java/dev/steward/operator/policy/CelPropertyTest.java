package dev.steward.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.steward.core.policy.CalendarPeriod;
import dev.steward.core.policy.rule.BrokenRule;
import dev.steward.core.policy.rule.CelRules;
import dev.steward.core.policy.rule.Input;
import dev.steward.core.policy.rule.Inputs;
import dev.steward.core.policy.rule.PeriodCel;
import dev.steward.core.policy.rule.RuleBook;
import dev.steward.core.policy.rule.RuleCheck;
import dev.steward.core.policy.rule.RuleGroup;
import dev.steward.core.policy.rule.Tree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** Every rule says the same in Java and in CEL, to the word. */
class CelPropertyTest {

  private static final Cel CEL =
      CelFactory.plannerCelBuilder()
          .setOptions(
              CelOptions.current()
                  .enableHeterogeneousNumericComparisons(true)
                  .enableOptionalSyntax(true)
                  .build())
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addCompilerLibraries(CelExtensions.strings(), CelExtensions.optional())
          .addRuntimeLibraries(CelExtensions.strings(), CelExtensions.optional())
          .addFunctionDeclarations(
              CelFunctionDecl.newFunctionDeclaration(
                  "find",
                  CelOverloadDecl.newMemberOverload(
                      "string_find_string",
                      SimpleType.STRING,
                      SimpleType.STRING,
                      SimpleType.STRING)))
          .addFunctionBindings(
              CelFunctionBinding.fromOverloads(
                  "find",
                  CelFunctionBinding.from(
                      "string_find_string", String.class, String.class, CelPropertyTest::find)))
          .addVar("a", SimpleType.STRING)
          .addVar("b", SimpleType.STRING)
          .addVar("object", SimpleType.DYN)
          .addVar("oldObject", SimpleType.DYN)
          .addVar("params", SimpleType.DYN)
          .addVar("request", SimpleType.DYN)
          .addVar("namespaceObject", SimpleType.DYN)
          .build();

  private static final Map<String, Programs> PROGRAMS = programs();

  /** What the API server evaluates of a group. */
  private record Programs(
      CelRuntime.Program isBroken, CelRuntime.Program selected, CelRuntime.Program broken) {}

  /** What a request brings. */
  record World(
      Map<String, Object> object,
      Map<String, Object> old,
      Map<String, Object> policy,
      Map<String, Object> request,
      Map<String, Object> namespace) {}

  /** The API server has it, the library hasn't. */
  private static String find(String text, String expression) {
    var matcher = Pattern.compile(expression).matcher(text);
    return matcher.find() ? matcher.group() : "";
  }

  private static Map<String, Programs> programs() {
    var programs = new HashMap<String, Programs>();
    for (var group : RuleBook.groups()) {
      programs.put(
          group.name(),
          new Programs(
              program(CelRules.isBroken(group)),
              program(CelRules.selected(group)),
              program(CelRules.broken(group))));
    }
    return programs;
  }

  private static CelRuntime.Program program(String expression) {
    try {
      return CEL.createProgram(CEL.compile(expression).getAst());
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalStateException(expression, e);
    }
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void java_and_cel_say_the_same(@ForAll("worlds") World world) throws CelEvaluationException {
    for (var group : RuleBook.groups()) {
      var said = inJava(group, world);
      assertThat(said).as(group.name()).isEqualTo(inCel(group, world));
      Statistics.label(group.name())
          .collect(!said.isEmpty())
          .coverage(seen -> seen.check(true).percentage(share -> share > 0.2));
    }
  }

  /** Seldom enough do a service and a policy of those above speak of signers both. */
  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void java_and_cel_say_the_same_of_who_signs(
      @ForAll("signers") Map<String, Object> stated,
      @ForAll("signers") Map<String, Object> allowed,
      @ForAll("signers") Map<String, Object> allowedToo)
      throws CelEvaluationException {
    assertSameOfSigners(stated, List.of(allowed, allowedToo));
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void a_form_takes_the_same_names_in_java_and_in_cel(
      @ForAll("forms") String form, @ForAll("fillers") String filler, @ForAll boolean other)
      throws CelEvaluationException {
    var name = form.replace("*", filler);
    assertSameOfSigners(
        Map.of("trustedRoot", "r", "issuer", "i", "identity", other ? name + filler : name),
        List.of(Map.of("trustedRoot", "r", "issuer", "i", "identityPattern", form)));
  }

  private static void assertSameOfSigners(
      Map<String, Object> stated, List<Map<String, Object>> allowed) throws CelEvaluationException {
    var model = Map.of("uri", "pvc://models/a", "signature", Worlds.signature(stated));
    var world =
        new World(
            Map.of("spec", Map.of("model", model)),
            Map.of(),
            policy(Map.of("provenance", Map.of("allowedSigners", allowed))),
            Map.of("operation", "CREATE"),
            Map.of());
    var said = inJava(RuleBook.services(), world);
    assertThat(said).isEqualTo(inCel(RuleBook.services(), world));
    Statistics.label("of another signer")
        .collect(!said.isEmpty())
        .coverage(seen -> {
          seen.check(true).percentage(share -> share > 5);
          seen.check(false).percentage(share -> share > 5);
        });
  }

  @Provide
  Arbitrary<Map<String, Object>> signers() {
    return Worlds.signers();
  }

  /** Of what means something in an expression. */
  @Provide
  Arbitrary<String> forms() {
    return Arbitraries.strings()
        .withChars("**\\\\EQa./$^[(|")
        .ofMinLength(1)
        .ofMaxLength(8)
        .filter(form -> form.contains("*"));
  }

  @Provide
  Arbitrary<String> fillers() {
    return Arbitraries.of("", "x", "\\E", "*", "a/b", ".");
  }

  private static final CelRuntime.Program MOST_DAYS_BEYOND =
      program(PeriodCel.expand("MOST_DAYS_BEYOND(a, b)"));

  @Property(tries = 5000)
  void periods_differ_by_as_many_days(
      @ForAll @IntRange(max = 1200) int months,
      @ForAll @IntRange(max = 36525) int days,
      @ForAll @IntRange(max = 1200) int otherMonths,
      @ForAll @IntRange(max = 36525) int otherDays)
      throws CelEvaluationException {
    var one = new CalendarPeriod(months, days);
    var other = new CalendarPeriod(otherMonths, otherDays);
    assertThat(MOST_DAYS_BEYOND.eval(Map.of("a", one.text(), "b", other.text())))
        .isEqualTo((long) one.mostDaysBeyond(other));
  }

  private static Map<String, Object> policy(Map<String, Object> spec) {
    return Map.of(
        "kind", "ClusterCompliancePolicy", "metadata", Map.of("name", "eu"), "spec", spec);
  }

  private static List<String> inJava(RuleGroup group, World world) {
    return RuleCheck.check(
            group,
            Inputs.none()
                .with(Input.OBJECT, Tree.of(world.object()))
                .with(Input.OLD_OBJECT, Tree.of(world.old()))
                .with(Input.POLICY, Tree.of(world.policy()))
                .with(Input.REQUEST, Tree.of(world.request()))
                .with(Input.NAMESPACE, Tree.of(world.namespace())))
        .stream()
        .map(BrokenRule::message)
        .toList();
  }

  private static List<?> inCel(RuleGroup group, World world) throws CelEvaluationException {
    var programs = PROGRAMS.get(group.name());
    if (programs == null) {
      throw new IllegalStateException(group.name());
    }
    var input =
        Map.of(
            "object", world.object(),
            "oldObject", world.old(),
            "params", world.policy(),
            "request", world.request(),
            "namespaceObject", world.namespace());
    return Boolean.TRUE.equals(programs.isBroken().eval(input))
            && Boolean.TRUE.equals(programs.selected().eval(input))
        ? (List<?>) programs.broken().eval(input)
        : List.of();
  }

  @Provide
  Arbitrary<World> worlds() {
    var pairs =
        Combinators.combine(Worlds.objects(), Worlds.objects(), Arbitraries.of(true, false))
            .as((now, before, same) -> same ? List.of(now, now) : List.of(now, before));
    return Combinators.combine(pairs, Worlds.policySpecs(), Worlds.requests(), Worlds.labels())
        .as((objects, spec, request, labels) ->
            new World(
                objects.getFirst(),
                objects.getLast(),
                policy(spec),
                request,
                Map.of("metadata", Map.of("labels", labels))));
  }
}
