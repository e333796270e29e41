package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import dev.steward.gateway.evidence.Evidence;
import dev.steward.gateway.task.OverHttp;
import dev.steward.gateway.watch.WatchScope;
import dev.steward.sinks.setup.SealingSettings;
import dev.steward.sinks.setup.SinkSettings;
import dev.steward.store.read.AllowedHosts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayEnvironmentTest {

  @Test
  void only_the_namespace_must_be_set() {
    assertThat(GatewayEnvironment.read(Map.of("STEWARD_NAMESPACE", "home", "HOSTNAME", "g-0")))
        .isEqualTo(
            Checked.valid(
                new GatewayEnvironment(
                    "g-0",
                    Optional.empty(),
                    new WatchScope("home", Optional.empty()),
                    "steward-operator",
                    new GatewayEnvironment.Tasks(AllowedHosts.NONE, OverHttp.ITEMS),
                    GatewaySettings.defaults(),
                    8081,
                    Optional.empty())));
    assertThat(message(Map.of())).contains("STEWARD_NAMESPACE: isn't set");
  }

  @Test
  void ports_scope_and_name_are_taken() {
    assertThat(
            GatewayEnvironment.read(
                with(
                    "STEWARD_POD_IP",
                    "10.0.0.7",
                    Map.of(
                        "STEWARD_NAMESPACE", "home",
                        "STEWARD_WATCH_NAMESPACE", "team-a",
                        "STEWARD_OPERATOR_SERVICE", "other-operator",
                        "STEWARD_POD_NAME", "g-1",
                        "STEWARD_TASK_HOSTS", "a.example, *.b.example",
                        "STEWARD_TASKS_OVER_HTTP", "Any",
                        "STEWARD_AUDIT_SINKS",
                            "[{\"name\":\"otel\",\"type\":\"Otlp\",\"url\":\"http://c:4318/v1/logs\"}]",
                        "STEWARD_PORT", "0",
                        "STEWARD_ADMIN_PORT", "9000",
                        "STEWARD_EVIDENCE", "/var/lib/steward/evidence"))))
        .isEqualTo(
            Checked.valid(
                new GatewayEnvironment(
                    "g-1",
                    Optional.of("10.0.0.7"),
                    new WatchScope("home", Optional.of("team-a")),
                    "other-operator",
                    new GatewayEnvironment.Tasks(
                        new AllowedHosts(List.of("a.example", "*.b.example")), OverHttp.ANY),
                    GatewaySettings.defaults().withFrontPort(0),
                    9000,
                    Optional.of(
                        new Evidence.Place(
                            Path.of("/var/lib/steward/evidence"),
                            Path.of("/etc/steward-audit"),
                            List.of(
                                new SinkSettings(
                                    "otel",
                                    new SinkSettings.Otlp(URI.create("http://c:4318/v1/logs")),
                                    Optional.empty())),
                            Optional.empty())))));
  }

  private static Map<String, String> with(
      String variable, String value, Map<String, String> others) {
    var all = new HashMap<>(others);
    all.put(variable, value);
    return all;
  }

  private static Checked<GatewayEnvironment> sealing(String place, String after) {
    return GatewayEnvironment.read(
        Map.of(
            "STEWARD_NAMESPACE", "home",
            "STEWARD_EVIDENCE", "/var/lib/steward/evidence",
            "STEWARD_AUDIT_SEALING", place,
            "STEWARD_AUDIT_SEALING_SECRETS", "/etc/steward-sealing",
            "STEWARD_AUDIT_SEALING_AFTER", after));
  }

  @Test
  void files_leave_for_the_place_that_is_named() {
    var expected =
        new SealingSettings(
            new DataPath.S3("evidence", "steward"),
            Optional.of(Path.of("/etc/steward-sealing")),
            Duration.ofMinutes(90));
    assertThat(sealing("s3://evidence/steward", "1h30m"))
        .isInstanceOfSatisfying(
            Checked.Valid.class,
            valid ->
                assertThat(((GatewayEnvironment) valid.value()).evidence().orElseThrow().sealing())
                    .contains(expected));
  }

  @Test
  void a_place_for_files_that_is_none_is_told() {
    assertThat(sealing("https://evidence/", "1h")).asString().contains("STEWARD_AUDIT_SEALING");
    assertThat(sealing("s3://evidence/", "soon")).asString().contains("_AFTER");
    assertThat(sealing("s3://evidence/", "721h")).asString().contains("720h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "-1", "65536", "8080.0"})
  void what_is_no_port_is_told_by_its_variable(String port) {
    assertThat(message(Map.of("STEWARD_NAMESPACE", "home", "STEWARD_PORT", port)))
        .contains("STEWARD_PORT: ", port, "0 to 65535");
    assertThat(message(Map.of("STEWARD_NAMESPACE", "home", "STEWARD_ADMIN_PORT", port)))
        .contains("STEWARD_ADMIN_PORT: ", port);
  }

  @Test
  void sinks_that_cant_be_read_are_told() {
    assertThat(message(Map.of("STEWARD_NAMESPACE", "home", "STEWARD_AUDIT_SINKS", "[{}]")))
        .contains("STEWARD_AUDIT_SINKS[0].name: ");
  }

  private static String message(Map<String, String> environment) {
    return switch (GatewayEnvironment.read(environment)) {
      case Checked.Valid<GatewayEnvironment>(var valid) ->
          throw new AssertionError("taken: " + valid);
      case Checked.Invalid<GatewayEnvironment>(var violation) -> violation.message();
    };
  }
}
