package dev.steward.gateway.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.policy.AuditFailure;
import dev.steward.core.task.ItemKind;
import dev.steward.core.task.TaskUid;
import dev.steward.gateway.GatewayServer;
import dev.steward.gateway.GatewaySettings;
import dev.steward.gateway.ScriptedPod;
import dev.steward.gateway.TestPods;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.gateway.task.BoardTasks;
import dev.steward.gateway.task.Carriage;
import dev.steward.gateway.task.MemoryBoard;
import dev.steward.gateway.task.OverHttp;
import dev.steward.gateway.task.TaskApi;
import dev.steward.gateway.task.TaskKeeper;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.record.RequestStart;
import dev.steward.store.read.AllowedHosts;
import dev.steward.tasks.call.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task over HTTP from its request to its results, as its gateway's log has it. */
class TaskRecordsTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String ANSWER = "{\"data\":[{\"embedding\":[1]}]}";

  @TempDir Path folder;

  private static HttpResponse<String> send(URI service, String method, String path, String body)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(service.resolve(path))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String record(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-steward-record").orElseThrow();
  }

  @Test
  void all_that_was_done_for_a_task_is_found_by_its_uid() throws Exception {
    var world = new LogWorld(folder);
    var board = new MemoryBoard();
    String maker;
    String reader;
    try (var pod = ScriptedPod.answering(ANSWER);
        var evidence = world.begin()) {
      TestPods.await(() -> evidence.hasTried() && evidence.obstacle().isEmpty());
      var strict = LogWorld.service(AuditFailure.FAIL_CLOSED, LogWorld.HALF_A_YEAR);
      var route =
          new ServiceRoute(
              strict.config().taking(ItemKind.EMBEDDING),
              Map.of("minilm-1", TestPods.pods(pod.port())));
      var service = URI.create("http://127.0.0.1:" + route.config().port().number());
      try (var server =
              GatewayServer.start(
                  GatewaySettings.defaults().withFrontPort(0),
                  Routes.of(List.of(route)),
                  Neighbours.none()
                      .with(evidence.trail())
                      .with(new TaskApi(board, OverHttp.ITEMS))
                      .with(new BoardTasks(board)));
          var _ =
              TaskKeeper.start(
                  "gateway-0.x",
                  board,
                  board,
                  new Carriage(
                      _ -> service, AllowedHosts.NONE, Patience.DEFAULT, InstantSource.system()),
                  server::routes)) {
        assertThat(send(service, "POST", "/v1/embeddings", "{}").statusCode()).isEqualTo(200);
        var made =
            send(
                service,
                "POST",
                "/v1/tasks",
                "{\"name\":\"t\",\"inputs\":{\"items\":[\"a\",\"b\",\"c\"]}}");
        assertThat(made.statusCode()).isEqualTo(201);
        maker = record(made);
        TestPods.await(
            () -> send(service, "GET", "/v1/tasks/t", "").body().contains("\"Complete\""));
        reader = record(send(service, "GET", "/v1/tasks/t/results", ""));
      }
    }
    var task = TaskUid.of(board.seen("team-a", "t").orElseThrow().getMetadata().getUid());
    var records = world.records(task);
    assertThat(ids(records, "embeddings")).hasSize(3);
    assertThat(ids(records, "task")).contains(maker, reader, RecordId.of(task.value()).toString());
    assertThat(records.stream().filter(RequestEnd.class::isInstance))
        .hasSize(ids(records, "embeddings").size() + ids(records, "task").size());
    assertThat(world.verified().findings()).isEmpty();
  }

  private static List<String> ids(List<EvidenceRecord> records, String endpoint) {
    return records.stream()
        .filter(RequestStart.class::isInstance)
        .map(RequestStart.class::cast)
        .filter(start -> start.endpoint().text().equals(endpoint))
        .map(start -> start.id().toString())
        .toList();
  }
}
