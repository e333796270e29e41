package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Program;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.World;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart as it is rendered, and the installation that came of it. */
@ExtendWith(SharedWorld.class)
@Order(1)
class ChartE2E {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final World world;

  ChartE2E(World world) {
    this.world = world;
  }

  @Test
  void helm_test_finds_the_installation_working() {
    var result = world.release().test();
    assertThat(result.status()).as(result.output() + result.errors()).isZero();
    assertThat(result.output()).contains("operators: fine", "gateways: fine");
  }

  @Test
  void an_upgrade_without_a_change_restarts_nothing() {
    var release = world.release();
    var operators = release.podIds("operator");
    var gateways = release.podIds("gateway");
    release.install();
    assertThat(release.podIds("operator")).isEqualTo(operators);
    assertThat(release.podIds("gateway")).isEqualTo(gateways);
  }

  /** The operator, which keeps what the chart ships, leaves it to the upgrade to make it. */
  @Test
  void an_upgrade_that_brings_another_admission_policy_goes_through(@TempDir Path folder)
      throws IOException {
    var release = world.release();
    var former = folder.resolve("steward");
    copy(Path.of(release.chart()), former);
    Files.delete(former.resolve("files/admission/addresses.yaml"));
    release.installFrom(former.toString());
    assertThat(admissionPolicies()).doesNotContain("steward-addresses-deny");
    release.install();
    assertThat(admissionPolicies()).contains("steward-addresses-deny", "steward-services-deny");
  }

  private List<String> admissionPolicies() {
    return storedPolicies().stream().map(policy -> policy.getMetadata().getName()).toList();
  }

  private List<ValidatingAdmissionPolicy> storedPolicies() {
    return world
        .cluster()
        .client()
        .admissionRegistration()
        .v1()
        .validatingAdmissionPolicies()
        .list()
        .getItems();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var target = to.resolve(from.relativize(file).toString());
        Files.copy(file, target);
      }
    }
  }

  @Test
  void nothing_that_a_render_makes_is_random() {
    assertThat(render("scope=Cluster").output()).isEqualTo(render("scope=Cluster").output());
  }

  @Test
  void the_definitions_are_kept_when_the_release_goes() throws IOException {
    var definitions =
        objects("scope=Cluster").stream()
            .filter(object -> object.path("kind").asText().equals("CustomResourceDefinition"))
            .toList();
    assertThat(definitions)
        .hasSize(definitions())
        .allSatisfy(definition ->
            assertThat(
                    definition.at("/metadata/annotations").path("helm.sh/resource-policy").asText())
                .isEqualTo("keep"));
  }

  /** How many the build has put into the chart. */
  private int definitions() throws IOException {
    try (var files = Files.list(world.cluster().checkout().resolve("helm/steward/files/crds"))) {
      return Math.toIntExact(files.count());
    }
  }

  @Test
  void the_operator_is_told_of_each_admission_policy_as_it_is_installed() throws IOException {
    var objects = objects("scope=Cluster");
    var told = new ArrayList<JsonNode>();
    for (var object : objects) {
      if (object.at("/metadata/name").asText().equals("steward-admission")) {
        for (var text : object.path("data")) {
          try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text.asText())) {
            values.forEachRemaining(told::add);
          }
        }
      }
    }
    told.removeIf(object -> !object.isObject());
    assertThat(told)
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            objects.stream()
                .filter(
                    object -> object.path("kind").asText().startsWith("ValidatingAdmissionPolicy"))
                .toList());
  }

  @Test
  void the_cluster_finds_no_fault_with_the_types_in_admission_policies() {
    var checked =
        Await.until(
            "a check of all of them",
            Await.PATIENTLY,
            () ->
                storedPolicies().stream()
                    .filter(policy -> policy.getMetadata().getName().startsWith("steward-"))
                    .toList(),
            policies ->
                !policies.isEmpty()
                    && policies.stream()
                        .allMatch(policy ->
                            policy.getStatus() != null
                                && Objects.equals(
                                    policy.getStatus().getObservedGeneration(),
                                    policy.getMetadata().getGeneration())));
    assertThat(checked)
        .allSatisfy(policy ->
            assertThat(policy.getStatus().getTypeChecking().getExpressionWarnings())
                .as(policy.getMetadata().getName())
                .isEmpty());
  }

  @Test
  void an_install_for_one_namespace_makes_nothing_outside_it() throws IOException {
    assertThat(objects("scope=Namespace,crds.install=false"))
        .isNotEmpty()
        .allSatisfy(object -> {
          assertThat(object.path("kind").asText()).doesNotStartWith("Cluster");
          assertThat(object.at("/metadata/namespace").asText()).isEqualTo("team");
        });
  }

  @Test
  void no_rule_says_everything() throws IOException {
    for (var scope : List.of("Cluster", "Namespace")) {
      var roles =
          objects("scope=" + scope).stream()
              .filter(object -> object.path("kind").asText().endsWith("Role"))
              .toList();
      assertThat(roles).isNotEmpty();
      assertThat(roles.toString()).doesNotContain("\"*\"");
    }
  }

  @Test
  void a_digest_wins_over_a_tag() throws IOException {
    var digest = "sha256:" + "0123456789abcdef".repeat(4);
    var operator =
        objects("operator.image.tag=v1,operator.image.digest=" + digest).stream()
            .filter(object -> object.path("kind").asText().equals("Deployment"))
            .findFirst()
            .orElseThrow();
    assertThat(operator.at("/spec/template/spec/containers/0/image").asText())
        .isEqualTo("steward.dev/operator@" + digest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scope=Everywhere             | /scope",
        "operator.replica=1           | 'replica'",
        "gateway.replicas=0           | /gateway/replicas",
        "gateway.volume.size=big      | /gateway/volume/size",
        "runtime.image.digest=latest  | /runtime/image/digest",
        "serviceMonitor.enabled=maybe | /serviceMonitor/enabled"
      })
  void a_value_that_makes_no_sense_is_refused_by_name(String setting, String named) {
    var result = render(setting);
    assertThat(result.status()).isNotZero();
    assertThat(result.errors()).contains(named);
  }

  private Program.Result render(String settings) {
    return world
        .cluster()
        .helm()
        .attempt(
            "", "template", "steward", world.release().chart(), "-n", "team", "--set", settings);
  }

  private List<JsonNode> objects(String settings) throws IOException {
    var rendered = render(settings);
    assertThat(rendered.status()).as(rendered.errors()).isZero();
    try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(rendered.output())) {
      Iterable<JsonNode> nodes = () -> values;
      return new ArrayList<>(
          StreamSupport.stream(nodes.spliterator(), false).filter(JsonNode::isObject).toList());
    }
  }
}
