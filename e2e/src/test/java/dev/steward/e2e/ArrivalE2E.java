package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.ServiceView;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.SlowBucket;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** A model that is long on its way: its service says how far it is, and that it goes on. */
@ExtendWith(SharedWorld.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(5)
class ArrivalE2E {

  private static final String NAME = "arriving";
  private static final int PERCENT = 40;

  private final Tenant tenant;
  private final SlowBucket bucket;

  ArrivalE2E(World world) {
    tenant = world.tenant();
    bucket =
        SlowBucket.serve(world.cluster(), world.cluster().models().resolve("minilm-q"), PERCENT);
  }

  @AfterEach
  void remove() {
    bucket.close();
    tenant.remove(NAME);
  }

  private static JsonNode arrival(ServiceView service) {
    return service.json().at("/status/arrival");
  }

  private static String message(ServiceView service) {
    return service.condition("Ready").map(ServiceView.Condition::message).orElse("");
  }

  @Test
  void a_model_on_its_way_is_seen_in_the_status_and_goes_on_where_its_pod_was_killed() {
    tenant.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: bucket}
        stringData: {AWS_ENDPOINT_URL: "%s"}
        """
            .formatted(bucket.endpoint()));
    tenant.apply(Services.of(NAME, "s3://models/m", "secretRef: {name: bucket}"));

    var here =
        Await.until(
            "the part that is given is here",
            Await.PATIENTLY,
            () -> tenant.service(NAME),
            service -> arrival(service).path("percent").asInt() >= PERCENT - 1);
    assertThat(arrival(here).path("phase").asText()).isEqualTo("Downloading");
    assertThat(arrival(here).path("percent").asInt()).isLessThanOrEqualTo(PERCENT);
    assertThat(arrival(here).path("totalBytes").asLong()).isGreaterThan(20_000_000);
    assertThat(arrival(here).path("pods").asInt()).isEqualTo(1);
    assertThat(arrival(here).has("begunWith")).isFalse();
    assertThat(message(here)).contains("0 of 1 pods answer; downloading the model: ", " MiB (");

    tenant.cluster().killProcess(tenant.pods(NAME).getFirst());
    var again =
        Await.until(
            "the next process goes on",
            Await.PATIENTLY,
            () -> tenant.service(NAME),
            service ->
                arrival(service).path("phase").asText().equals("Downloading")
                    && arrival(service).path("begunWith").asLong() > 5_000_000);
    assertThat(arrival(again).path("percent").asInt()).isBetween(PERCENT - 1, PERCENT);

    bucket.goOn();
    var ready = tenant.awaitReady(NAME);
    assertThat(arrival(ready).isMissingNode()).isTrue();
    var answer =
        Http.post(tenant.url(NAME) + "/v1/embeddings", Services.embeddingOf("The cat sits."));
    assertThat(answer.status()).isEqualTo(200);
  }
}
