package dev.steward.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.core.check.Checked;
import dev.steward.core.model.Digest;
import dev.steward.core.policy.AuditDuty;
import dev.steward.core.policy.AuditFailure;
import dev.steward.core.policy.CalendarPeriod;
import dev.steward.core.policy.Ceiling;
import dev.steward.core.policy.EffectivePolicies;
import dev.steward.core.policy.Floor;
import dev.steward.core.policy.Obligations;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.policy.Retention;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.HoldPolicy;
import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.Protocol;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.core.shard.Aggregate;
import dev.steward.core.shard.DataSharding;
import dev.steward.core.task.ItemKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServingConfigResourceTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static ServingConfigResource read(String json) throws JsonProcessingException {
    return JSON.readValue(json, ServingConfigResource.class);
  }

  @Test
  void what_the_operator_writes_the_gateway_reads() throws JsonProcessingException {
    var config =
        new ServingConfig(
            new ServiceId("team", "minilm", "uid"),
            new GatewayPort(20017),
            "minilm",
            List.of("m.example"),
            Duration.ofSeconds(90),
            Optional.of(new HoldPolicy(7, 1024, Duration.ofSeconds(5))),
            List.of(
                new ServingConfig.Revision("minilm-a", 30, "minilm-a"),
                new ServingConfig.Revision(
                    "minilm-b",
                    70,
                    "minilm-b-edge",
                    Optional.of(new ServingConfig.Spill(4, List.of("minilm-b-cloud"))),
                    new ServingConfig.Ingredients(
                        Optional.of(new Digest("ab".repeat(32))),
                        Optional.of(new Digest("cd".repeat(32)))))),
            Optional.of(
                new ServingConfig.PodTls(
                    new PeerName("minilm.team.pods.steward.internal"), Set.of("minilm-a"))),
            Optional.empty(),
            Optional.of(ItemKind.EMBEDDING),
            Optional.empty());
    var stored = new ServingConfigResource();
    stored.setSpec(ServingConfigSpec.of(config));
    assertThat(read(JSON.writeValueAsString(stored)).toCore()).isEqualTo(Checked.valid(config));
    var speaking = config.speaking(EnumSet.allOf(Protocol.class));
    stored.setSpec(ServingConfigSpec.of(speaking));
    assertThat(read(JSON.writeValueAsString(stored)).toCore()).isEqualTo(Checked.valid(speaking));
    for (var aggregate : Aggregate.values()) {
      var cutting = config.cuttingBy(new DataSharding(3, aggregate));
      stored.setSpec(ServingConfigSpec.of(cutting));
      assertThat(read(JSON.writeValueAsString(stored)).toCore()).isEqualTo(Checked.valid(cutting));
    }
  }

  @Test
  void what_policies_oblige_to_the_gateway_reads() throws JsonProcessingException {
    var digest = PolicyDigest.of(EffectivePolicies.of(List.of()));
    var month = new Floor(List.of(new CalendarPeriod(1, 0), new CalendarPeriod(0, 30)));
    for (var failure : AuditFailure.values()) {
      var obligations =
          new Obligations(
              digest,
              Optional.of(
                  new AuditDuty(
                      failure, new Retention(month, Ceiling.of(new CalendarPeriod(24, 0))))),
              Optional.of(Retention.FREE));
      var config =
          read(json(20017, "1m", "[]"))
              .toCore()
              .orThrow(wrong -> new IllegalStateException(wrong.message()))
              .obliging(obligations);
      var stored = new ServingConfigResource();
      stored.setSpec(ServingConfigSpec.of(config));

      assertThat(read(JSON.writeValueAsString(stored)).toCore()).isEqualTo(Checked.valid(config));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"digest\": \"none\"}",
        "{\"digest\": \"DIGEST\", \"audit\": {\"onFailure\": \"Never\", \"records\": {}}}",
        "{\"digest\": \"DIGEST\", \"content\": {\"max\": [\"soon\"]}}"
      })
  void obligations_that_no_operator_writes_are_told(String policy) throws JsonProcessingException {
    var digest = PolicyDigest.of(EffectivePolicies.of(List.of())).text();
    var json = json(20017, "1m", "[], \"policy\": " + policy.replace("DIGEST", digest));

    assertThat(read(json).toCore()).isInstanceOf(Checked.Invalid.class);
  }

  @Test
  void a_service_that_nobody_answers_for_has_no_revisions() throws JsonProcessingException {
    assertThat(read(json(20017, "1m", "[]")).toCore())
        .isInstanceOfSatisfying(
            Checked.Valid.class,
            valid -> assertThat(((ServingConfig) valid.value()).revisions()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "80    | 1m   | []",
        "20017 | soon | []",
        "20017 | 0s   | []",
        "20017 | 1m   | [{\"name\": \"a\", \"weight\": 99, \"endpoints\": \"a\"}]",
        "20017 | 1m   | [{\"name\": \"a\", \"weight\": 100, \"endpoints\": \"a\", \"spill\": {\"room\": 0, \"farther\": [\"b\"]}}]",
        "20017 | 1m   | [{\"name\": \"a\", \"weight\": 100, \"endpoints\": \"a\", \"spill\": {\"room\": 1, \"farther\": []}}]"
      })
  void what_no_operator_writes_is_told_and_breaks_nothing(
      int port, String timeout, String revisions) throws JsonProcessingException {
    assertThat(read(json(port, timeout, revisions)).toCore()).isInstanceOf(Checked.Invalid.class);
  }

  @Test
  void an_object_without_a_spec_is_told() throws JsonProcessingException {
    assertThat(read("{\"metadata\": {\"name\": \"x\"}}").toCore())
        .isInstanceOf(Checked.Invalid.class);
  }

  private static String json(int port, String timeout, String revisions) {
    return """
    {"spec": {"service": {"namespace": "team", "name": "minilm", "uid": "u"}, "port": %d,
     "model": "minilm", "timeouts": {"request": "%s"}, "revisions": %s}}
    """
        .formatted(port, timeout, revisions);
  }
}
