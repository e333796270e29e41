package dev.steward.tasks.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.task.TaskUid;
import dev.steward.tasks.run.StandInService;
import dev.steward.tracing.RequestSpan;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceClientTest {

  private static final ItemCall.Prepared.Ready ITEM =
      new ItemCall.Prepared.Ready("/v1/x", "text/plain", new byte[] {'a'});

  private static final TaskUid TASK = TaskUid.of("11111111-2222-3333-4444-555555555555");

  @SuppressWarnings("NullAway.Init") // made anew before each test
  private StandInService service;

  @SuppressWarnings("NullAway.Init") // made anew before each test
  private ServiceClient client;

  @BeforeEach
  void start() throws IOException {
    service = new StandInService();
    client = client(Duration.ofSeconds(20));
  }

  private ServiceClient client(Duration absence) {
    var patience =
        new Patience(
            Duration.ofSeconds(20), absence, 3, Duration.ofMillis(1), Duration.ofMillis(20));
    return new ServiceClient(
        URI.create(service.url() + "/"), "m", Optional.of(TASK), patience, InstantSource.system());
  }

  @AfterEach
  void stop() {
    client.close();
    service.close();
  }

  private static String body(Reply reply) {
    return reply instanceof Reply.Answer answer
        ? new String(answer.body(), StandardCharsets.UTF_8)
        : reply.toString();
  }

  @Test
  void a_full_service_is_asked_again_below_the_priority_of_others() throws Exception {
    var priority = new AtomicReference<String>();
    service.answers((exchange, body, number) -> {
      priority.set(exchange.getRequestHeaders().getFirst(ServiceClient.PRIORITY));
      exchange.getResponseHeaders().set("retry-after", "0");
      StandInService.answer(exchange, number < 6 ? 429 : 200, "done");
    });

    assertThat(body(client.send(ITEM, RequestSpan.none()))).isEqualTo("done");
    assertThat(priority).hasValue("low");
    assertThat(service.bodies()).hasSize(6);
  }

  @Test
  void each_try_names_the_task() throws Exception {
    var named = new ConcurrentLinkedQueue<List<String>>();
    service.answers((exchange, body, number) -> {
      named.add(exchange.getRequestHeaders().get("x-steward-task"));
      StandInService.answer(exchange, number < 2 ? 502 : 200, "done");
    });

    assertThat(body(client.send(ITEM, RequestSpan.none()))).isEqualTo("done");
    var once = List.of(TASK.toString());
    assertThat(named).containsExactly(once, once);
  }

  @Test
  void an_item_that_breaks_the_service_each_time_is_to_blame_after_three_tries() throws Exception {
    service.answers((exchange, body, number) ->
        StandInService.answer(exchange, 502, "{\"error\":\"the replica broke off\"}"));

    assertThat(client.send(ITEM, RequestSpan.none()))
        .isEqualTo(new Reply.Fault(502, "the service answers 502: the replica broke off"));
    assertThat(service.bodies()).hasSize(3);
  }

  @Test
  void a_request_that_is_refused_is_not_sent_again() throws Exception {
    service.answers((exchange, body, number) ->
        StandInService.answer(exchange, 413, "{\"error\":{\"message\":\"too large\"}}"));

    assertThat(client.send(ITEM, RequestSpan.none()))
        .isEqualTo(new Reply.Fault(413, "the service answers 413: too large"));
    assertThat(service.bodies()).hasSize(1);
  }

  @Test
  void a_service_that_is_not_there_is_no_items_fault() {
    service.close();

    try (var impatient = client(Duration.ofMillis(300))) {
      assertThatThrownBy(() -> impatient.send(ITEM, RequestSpan.none()))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("no connection");
    }
  }

  @Test
  void a_connection_that_breaks_is_tried_again() throws Exception {
    service.answers((exchange, body, number) -> {
      if (number == 1) {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write('x');
        throw new IOException("broken off");
      }
      StandInService.answer(exchange, 200, "whole");
    });

    assertThat(body(client.send(ITEM, RequestSpan.none()))).isEqualTo("whole");
  }
}
