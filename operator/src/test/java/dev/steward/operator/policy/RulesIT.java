package dev.steward.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.policy.rule.BrokenRule;
import dev.steward.core.policy.rule.Input;
import dev.steward.core.policy.rule.Inputs;
import dev.steward.core.policy.rule.RuleBook;
import dev.steward.core.policy.rule.RuleCheck;
import dev.steward.core.policy.rule.Tree;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** The API server says of generated services what Java says, to the word. */
class RulesIT {

  private static final List<Map<String, Object>> SIGNERS =
      List.of(
          Map.of("publicKey", "-----BEGIN PUBLIC KEY-----"),
          Map.of(
              "trustedRoot",
              "application/vnd.dev.sigstore.trustedroot",
              "issuer",
              "https://issuer.example",
              "identityPattern",
              "*@acme.example"));

  private static final List<Map<String, Object>> POLICIES =
      List.of(
          Map.of(
              "requiredAnnotations", List.of("owner"),
              "declarations", Map.of("purpose", true)),
          Map.of(
              "provenance",
              Map.of("allowedSources", List.of("pvc://models/*", "https://h.example/a/*")),
              "runtime",
              Map.of("allowedImages", List.of("r.example/*", "nginx"))),
          Map.of(
              "serviceSelector",
              Map.of(
                  "matchLabels",
                  Map.of("tier", "a"),
                  "matchExpressions",
                  List.of(Map.of("key", "team", "operator", "NotIn", "values", List.of("b")))),
              "provenance",
              Map.of("digest", true, "signature", true, "allowedSigners", SIGNERS),
              "declarations",
              Map.of("legalBasis", true, "dataClass", true)));

  private static @Nullable Tenancy opened;

  private static Tenancy tenancy() {
    if (opened == null) {
      throw new IllegalStateException("it isn't open");
    }
    return opened;
  }

  @BeforeContainer
  static void govern() {
    opened = new Tenancy("rules");
    for (var i = 0; i < POLICIES.size(); i++) {
      tenancy().govern("p" + i, "Deny", yaml(POLICIES.get(i)));
    }
    // Policies come in order: with this one the others are there.
    tenancy().govern("last", "Warn", "requiredAnnotations: [canary]");
    Tenancy.await(
        () ->
            attempt(object(Map.of(), Map.of(), Map.of("model", Map.of("uri", "pvc://models/a"))))
                .warnings()
                .stream()
                .anyMatch(warning -> warning.contains(tenancy().policy("last"))),
        "the policies aren't in force");
  }

  @AfterContainer
  static void close() {
    tenancy().close();
  }

  private static String yaml(Map<String, Object> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + ": " + json(field.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  private static String json(Object value) {
    return tenancy().client().getKubernetesSerialization().asJson(value);
  }

  private static Map<String, Object> object(
      Map<String, String> labels, Map<String, String> annotations, Map<String, Object> spec) {
    return Map.of(
        "apiVersion",
        "steward.dev/v1alpha1",
        "kind",
        "ModelService",
        "metadata",
        Map.of("name", "minilm", "labels", labels, "annotations", annotations),
        "spec",
        spec);
  }

  private static Caller.Answer attempt(Map<String, Object> object) {
    return tenancy()
        .attacker("everything")
        .tryToCreate(
            "/apis/steward.dev/v1alpha1/namespaces/%s/modelservices"
                .formatted(tenancy().namespace()),
            json(object));
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void the_api_server_and_java_say_the_same(@ForAll("services") Map<String, Object> service) {
    var said =
        IntStream.range(0, POLICIES.size())
            .mapToObj(i -> inJava(service, i))
            .filter(message -> !message.isEmpty())
            .toList();
    var answer = attempt(service);
    Statistics.label("denied")
        .collect(!said.isEmpty())
        .coverage(seen -> {
          seen.check(true).percentage(share -> share > 10);
          seen.check(false).percentage(share -> share > 5);
        });
    if (said.isEmpty()) {
      assertThat(answer.succeeded()).as(answer.message()).isTrue();
    } else {
      assertThat(answer.code()).as(answer.message()).isEqualTo(403);
      assertThat(said).anyMatch(message -> answer.message().endsWith("denied request: " + message));
    }
  }

  private static String inJava(Map<String, Object> service, int policy) {
    return RuleCheck.check(
            RuleBook.services(),
            Inputs.none()
                .with(Input.OBJECT, Tree.of(service))
                .with(
                    Input.POLICY,
                    Tree.of(
                        Map.of(
                            "kind", "ClusterCompliancePolicy",
                            "metadata", Map.of("name", tenancy().policy("p" + policy)),
                            "spec", POLICIES.get(policy))))
                .with(
                    Input.REQUEST,
                    Tree.of(Map.of("userInfo", Map.of("username", tenancy().user("everything"))))))
        .stream()
        .map(BrokenRule::message)
        .collect(Collectors.joining(" | "));
  }

  /** One in four declares what the policies ask for: what is generated at random seldom does. */
  @Provide
  Arbitrary<Map<String, Object>> services() {
    return Arbitraries.frequencyOf(
        Tuple.of(
            3,
            Combinators.combine(
                    Worlds.labels(),
                    Worlds.annotations(),
                    Worlds.serviceSpecs().filter(RulesIT::passesTheSchema))
                .as(RulesIT::object)),
        Tuple.of(1, declared()));
  }

  /**
   * The schema refuses keys and repositories that lead elsewhere, and signatures of a part of one,
   * so that no rule sees them.
   */
  private static boolean passesTheSchema(Map<String, Object> spec) {
    var model = (Map<?, ?>) spec.getOrDefault("model", Map.of());
    var uri = String.valueOf(model.get("uri"));
    if (uri.startsWith("hf:") && model.containsKey("signature")) {
      return false;
    }
    return !(uri.startsWith("s3:") || uri.startsWith("hf:"))
        || !(uri.contains("..") || uri.contains("%"));
  }

  /** Services that the policies allow: the third doesn't select them. */
  private static Arbitrary<Map<String, Object>> declared() {
    return Combinators.combine(
            Arbitraries.of("b", "c"),
            Arbitraries.of("pvc://models/a", "pvc://models/b", "https://h.example/a/m.onnx"),
            Arbitraries.of("r.example/a:1", "r.example/b", "nginx"),
            Arbitraries.of("search", "support"))
        .as((tier, uri, image, purpose) ->
            object(
                Map.of("tier", tier),
                Map.of("owner", "alice"),
                Map.of(
                    "model", Map.of("uri", uri),
                    "runtime", Map.of("image", image),
                    "compliance", Map.of("purpose", purpose))));
  }
}
