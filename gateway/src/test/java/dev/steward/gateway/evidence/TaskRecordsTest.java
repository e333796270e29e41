package dev.steward.gateway.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.Compliance;
import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.InferenceTaskSpec;
import dev.steward.api.v1alpha1.PolicyDemands;
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
import dev.steward.gateway.task.TaskBoard;
import dev.steward.gateway.task.TaskKeeper;
import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.keep.RecordFiles;
import dev.steward.ledger.keep.StoredRecord;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.record.RequestStart;
import dev.steward.ledger.volume.FolderReader;
import dev.steward.store.read.AllowedHosts;
import dev.steward.tasks.call.Patience;
import dev.steward.tracing.Tracing;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
                      _ -> service,
                      AllowedHosts.NONE,
                      Patience.DEFAULT,
                      InstantSource.system(),
                      Tracing.off()),
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

  /** A task of Jobs, which keep its results in a claim; what it states is the test's. */
  private static InferenceTask jobs(MemoryBoard board, String name, Compliance states) {
    var task = new InferenceTask();
    task.setMetadata(new ObjectMetaBuilder().withNamespace("team-a").withName(name).build());
    task.setSpec(
        new InferenceTaskSpec(
            "minilm",
            new InferenceTaskSpec.Inputs(null, null, List.of("a")),
            new InferenceTaskSpec.Output("pvc://scans/text"),
            null,
            null,
            null,
            null,
            null,
            null,
            states));
    return board.make(task) instanceof TaskBoard.Making.Made(var made) ? made : task;
  }

  /** Records for so long at most, and nothing of content. */
  private static Compliance states(String most) {
    return new Compliance(
        null,
        null,
        null,
        new PolicyDemands.Retention(new PolicyDemands.Kept(null, most), null, null),
        null,
        new PolicyDemands.Privacy(PolicyDemands.Content.None));
  }

  private static int ask(ServiceRoute route, InferenceTask task) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:%d/v1/embeddings"
                            .formatted(route.config().port().number())))
                .timeout(Duration.ofSeconds(20))
                .header("x-steward-task", task.getMetadata().getUid())
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void items_leave_what_their_task_states_where_that_is_stricter() throws Exception {
    var world = new LogWorld(folder);
    var board = new MemoryBoard();
    var stricter = jobs(board, "stricter", states("P12M"));
    var usual = jobs(board, "usual", new Compliance("scans", null, null, null, null, null));
    var impossible = jobs(board, "impossible", states("P1M"));
    try (var pod = ScriptedPod.answering(ANSWER);
        var evidence = world.begin()) {
      TestPods.await(() -> evidence.hasTried() && evidence.obstacle().isEmpty());
      var route =
          new ServiceRoute(
              LogWorld.service(
                      AuditFailure.FAIL_OPEN, LogWorld.HALF_A_YEAR, Optional.of(LogWorld.FIVE_DAYS))
                  .config(),
              Map.of("minilm-1", TestPods.pods(pod.port())));
      try (var _ =
          GatewayServer.start(
              GatewaySettings.defaults().withFrontPort(0),
              Routes.of(List.of(route)),
              Neighbours.none().with(evidence.trail()).with(new BoardTasks(board)))) {
        assertThat(ask(route, stricter)).isEqualTo(200);
        assertThat(ask(route, usual)).isEqualTo(200);
        assertThat(ask(route, impossible)).isEqualTo(403);
      }
    }
    assertThat(retentions(item(world, stricter))).containsExactly("min-P6M.max-P12M");
    assertThat(retentions(item(world, usual)))
        .containsExactly("content-min-.max-P5D", "min-P6M.max-P24M");
    assertThat(world.verified().findings()).isEmpty();
  }

  /** The record of a task's only item. */
  private static RecordId item(LogWorld world, InferenceTask task) throws Exception {
    return world.records(TaskUid.of(task.getMetadata().getUid())).getFirst().id();
  }

  /** The retentions under which something of a request is kept. */
  private Set<String> retentions(RecordId id) throws Exception {
    var volume = new FolderReader(folder);
    var found = new TreeSet<String>();
    for (var bucket : RecordFiles.buckets(volume)) {
      for (var file : RecordFiles.of(volume, bucket)) {
        StoredRecord.read(volume.read(file).orElseThrow())
            .forEachRemaining(stored ->
                Entry.read(stored.entry())
                    .filter(entry -> entry.id().equals(id))
                    .ifPresent(_ -> found.add(bucket.className())));
      }
    }
    return found;
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
