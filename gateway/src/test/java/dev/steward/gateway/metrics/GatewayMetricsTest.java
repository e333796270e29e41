package dev.steward.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.gateway.TestPods;
import dev.steward.gateway.proxy.Traffic;
import dev.steward.gateway.route.Routes;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The names and labels are those of docs/reference/gateway.md. */
class GatewayMetricsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final GatewayMetrics metrics = new GatewayMetrics(registry);
  private final Routes routes =
      Routes.of(List.of(TestPods.service("team-a/minilm", Duration.ofSeconds(60), 1)));

  @Test
  void requests_are_told_by_service_revision_and_class_of_status() {
    var service = routes.services().getFirst().service();

    metrics.ended(service, Optional.of("minilm-1"), 200, SECOND);
    metrics.ended(service, Optional.of("minilm-1"), 204, SECOND);
    metrics.ended(service, Optional.of("minilm-1"), Traffic.CLIENT_LEFT, SECOND);
    metrics.ended(service, Optional.empty(), 503, SECOND);
    metrics.unreachable(service);

    assertThat(registry.scrape())
        .contains(
            requests("minilm-1", "2xx") + " 2.0",
            requests("minilm-1", "client_left") + " 1.0",
            requests("", "5xx") + " 1.0",
            "steward_gateway_request_duration_seconds_count"
                + "{namespace=\"team-a\",service=\"minilm\"} 4",
            "steward_gateway_request_duration_seconds_bucket"
                + "{namespace=\"team-a\",service=\"minilm\",le=\"0.001\"} 0",
            "steward_gateway_connect_failures_total"
                + "{namespace=\"team-a\",service=\"minilm\"} 1.0");
  }

  @Test
  void what_belongs_to_a_service_or_revision_that_is_gone_is_removed() {
    var service = routes.services().getFirst().service();
    metrics.ended(service, Optional.of("minilm-0"), 200, SECOND);
    metrics.ended(service, Optional.of("minilm-1"), 200, SECOND);

    metrics.follow(routes);
    assertThat(registry.scrape())
        .contains(requests("minilm-1", "2xx"))
        .doesNotContain(requests("minilm-0", "2xx"));

    metrics.follow(Routes.none());
    assertThat(registry.scrape()).doesNotContain("minilm");
  }

  private static String requests(String revision, String status) {
    return ("steward_gateway_requests_total"
            + "{namespace=\"team-a\",revision=\"%s\",service=\"minilm\",status=\"%s\"}")
        .formatted(revision, status);
  }
}
