package dev.steward.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.collector.Collector;
import dev.steward.collector.Told;
import dev.steward.tracing.Teller;
import dev.steward.tracing.Tracing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task that is made over HTTP, as a collector is told of it. */
@Timeout(90)
class TaskTracesTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String TRACEPARENT = "00-" + TRACE + "-" + CALLER + "-01";
  private static final String TEXTS = "{\"inputs\":{\"items\":[\"a secret\",\"b\",\"c\"]}}";
  private static final String ANNOTATION = "steward.dev/traceparent";

  private static boolean is(Told span, String route) {
    return span.isServer() && route.equals(span.facts().get("http.route"));
  }

  @Test
  void its_trace_goes_from_who_made_it_through_a_gateway_to_the_pods() throws Exception {
    try (var collector = Collector.taking();
        var tracing =
            Tracing.start(
                collector.environment(), new Teller("steward-gateway", "1", "gateway-0"));
        var world = new TwoGateways(OverHttp.ITEMS, tracing)) {
      var made = world.gateways.getFirst().post(TEXTS, "traceparent", TRACEPARENT);
      assertThat(made.status()).isEqualTo(201);
      var id = made.json().path("id").asText();
      world.await(id, "Complete");
      var request = collector.next(span -> is(span, "/v1/tasks"));
      assertThat(request.trace()).isEqualTo(TRACE);
      assertThat(request.parent()).isEqualTo(CALLER);
      var kept = world.board.find("team-a", id).orElseThrow().getMetadata();
      assertThat(kept.getAnnotations())
          .containsExactly(Map.entry(ANNOTATION, "00-" + TRACE + "-" + request.id() + "-01"));
      var task = collector.next("task");
      assertThat(task.trace()).isEqualTo(TRACE);
      assertThat(task.parent()).isEqualTo(request.id());
      assertThat(task.facts())
          .containsEntry("steward.task.uid", kept.getUid())
          .containsEntry("steward.task.items", 3L)
          .doesNotContainKey("error.type");
      for (int item = 0; item < 3; item++) {
        var asked = collector.next(span -> is(span, "/v1/embeddings"));
        var attempt = collector.next(span -> span.id().equals(asked.parent()));
        assertThat(attempt.name()).isEqualTo("attempt");
        var told = collector.next(span -> span.id().equals(attempt.parent()));
        assertThat(told.name()).isEqualTo("item");
        assertThat(List.of(asked.trace(), attempt.trace(), told.trace())).containsOnly(TRACE);
        assertThat(asked.span().toString() + attempt + told).doesNotContain("secret");
      }
    }
  }

  @Test
  void where_nobody_is_told_a_task_keeps_nothing_of_a_trace() throws Exception {
    try (var world = new TwoGateways()) {
      var made = world.gateways.getFirst().post(TEXTS, "traceparent", TRACEPARENT);
      var id = made.json().path("id").asText();
      world.await(id, "Complete");
      assertThat(world.board.find("team-a", id).orElseThrow().getMetadata().getAnnotations())
          .satisfiesAnyOf(none -> assertThat(none).isNull(), none -> assertThat(none).isEmpty());
    }
  }
}
