package dev.steward.gateway.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.collector.Collector;
import dev.steward.collector.Told;
import dev.steward.tracing.Teller;
import dev.steward.tracing.Tracing;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** What a collector is told of the parts of a batch, and what their pods are. */
@Isolated("a pod that is late for another test's sake would be helped out")
@Timeout(90)
class PartTracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String FIELD = "traceparent: ";

  private static Tracing tracing(Collector collector) {
    return Tracing.start(collector.environment(), new Teller("steward-gateway", "1", "gateway-0"));
  }

  private static String infer(ShardedService gateway, int rows) throws Exception {
    try (var client = gateway.connect()) {
      var request =
          ShardedService.request("/v2/models/minilm/infer", ShardedService.batch(rows))
              .replace("Host: x", "Host: x\r\n" + FIELD + "00-" + TRACE + "-00f067aa0ba902b7-01");
      return client.send(request).readAnswer();
    }
  }

  private static List<String> handed(ModelPod... pods) {
    return Stream.of(pods)
        .flatMap(pod -> pod.heads().stream())
        .flatMap(String::lines)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(FIELD))
        .map(line -> line.substring(FIELD.length()))
        .toList();
  }

  private static String traceparent(Told span) {
    return "00-" + TRACE + "-" + span.id() + "-01";
  }

  @Test
  void each_part_is_a_span_of_its_request_and_its_pod_goes_on_below_it() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector);
        var one = ModelPod.willing();
        var two = ModelPod.willing();
        var gateway = ShardedService.traced(tracing, one, two)) {
      assertThat(infer(gateway, 4)).startsWith("HTTP/1.1 200").contains("x-steward-parts: 2");
      var request = collector.next(Told::isServer);
      var parts = List.of(collector.next("part"), collector.next("part"));
      assertThat(parts).extracting(Told::parent).containsOnly(request.id());
      assertThat(parts)
          .extracting(part -> part.facts().get("steward.part.index"))
          .containsExactlyInAnyOrder(0L, 1L);
      assertThat(parts)
          .extracting(part -> part.facts().get("steward.pod"))
          .containsExactlyInAnyOrder("127.0.0.1:" + one.port(), "127.0.0.1:" + two.port());
      assertThat(parts.getFirst().facts())
          .contains(
              Map.entry("steward.part.run", "first"),
              Map.entry("steward.rows", 2L),
              Map.entry("http.response.status_code", 200L),
              Map.entry("steward.revision", "minilm-1"))
          .doesNotContainKey("error.type");
      assertThat(handed(one, two))
          .containsExactlyInAnyOrderElementsOf(
              parts.stream().map(PartTracesTest::traceparent).toList());
    }
  }

  @Test
  void a_part_whose_pod_fails_is_told_with_that_and_once_more_where_it_is_sent_again()
      throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector);
        var one = ModelPod.willing();
        var broken =
            new ModelPod((talk, request) -> {
              ModelPod.answer(talk, "500 Internal Server Error", "{}");
              return false;
            });
        var gateway = ShardedService.traced(tracing, one, broken)) {
      assertThat(infer(gateway, 4)).startsWith("HTTP/1.1 200");
      var failed = collector.next(part -> part.facts().containsKey("error.type"));
      var again = collector.next(part -> "rerun".equals(part.facts().get("steward.part.run")));
      assertThat(failed.hasError()).isTrue();
      assertThat(failed.facts())
          .containsEntry("http.response.status_code", 500L)
          .containsEntry("steward.part.index", again.facts().get("steward.part.index"));
      assertThat(again.facts()).containsEntry("http.response.status_code", 200L);
      assertThat(handed(one)).contains(traceparent(again));
      assertThat(handed(broken)).containsExactly(traceparent(failed));
    }
  }

  @Test
  void of_a_part_that_was_hedged_the_loser_is_told_as_called_off() throws Exception {
    try (var collector = Collector.taking();
        var tracing = tracing(collector);
        var one = ModelPod.willing();
        var stuck = ModelPod.stuck();
        var gateway = ShardedService.traced(tracing, one, stuck)) {
      assertThat(infer(gateway, 4)).startsWith("HTTP/1.1 200");
      var loser =
          collector.next(
              part -> ("127.0.0.1:" + stuck.port()).equals(part.facts().get("steward.pod")));
      assertThat(loser.hasError()).isFalse();
      assertThat(loser.facts())
          .containsEntry("steward.part.run", "first")
          .containsEntry("error.type", "called_off");
      var index = loser.facts().getOrDefault("steward.part.index", "none");
      var hedge =
          collector.next(part ->
              "hedge".equals(part.facts().get("steward.part.run"))
                  && index.equals(part.facts().get("steward.part.index")));
      assertThat(hedge.facts()).containsEntry("http.response.status_code", 200L);
    }
  }
}
