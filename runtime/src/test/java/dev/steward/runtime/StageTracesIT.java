package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.collector.Collector;
import dev.steward.collector.Told;
import dev.steward.core.model.ModelTask;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.inspect.Inspector;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.Stages;
import dev.steward.store.Places;
import dev.steward.tracing.Teller;
import dev.steward.tracing.Tracing;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One trace through all stages of a model. */
@Timeout(120)
class StageTracesIT {

  private static final int STAGES = 3;
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";

  @TempDir private Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (var each : open.reversed()) {
      each.close();
    }
  }

  private RuntimeServer start(RuntimeConfig config, Tracing tracing) throws Exception {
    var settings =
        ServerSettings.forThisMachine("127.0.0.1", 0, 0, new Places(folder, folder))
            .withPool(new PoolSettings(1, 1, 16))
            .withTracing(tracing);
    var server = RuntimeServer.start(config, settings);
    open.add(server);
    return server;
  }

  private Tracing tracing(Collector collector, int stage) {
    var tracing =
        Tracing.start(collector.environment(), new Teller("minilm", "1", "member-" + stage));
    open.add(tracing);
    return tracing;
  }

  private ModelServer stages(Collector collector) throws Exception {
    var graph = MiniLm.graph("minilm");
    var facts = Inspector.inspect(graph).facts();
    var configs = Stages.of(graph, ModelTask.TENSOR, facts, STAGES, Optional.empty());
    for (int stage = STAGES - 1; stage > 0; stage--) {
      start(configs.get(stage), tracing(collector, stage));
    }
    var first = (ModelServer) start(configs.getFirst(), tracing(collector, 0));
    assertThat(first.awaitLoaded()).isEmpty();
    return first;
  }

  private static void infer(ModelServer server, int rows) throws Exception {
    var ids = "[101, 7592, 102, 0],".repeat(rows).replaceAll(",$", "");
    var tensor = "{\"name\": \"%s\", \"shape\": [%d, 4], \"datatype\": \"INT64\", \"data\": [%s]}";
    var body =
        "{\"inputs\": [%s, %s, %s]}"
            .formatted(
                tensor.formatted("input_ids", rows, ids),
                tensor.formatted("attention_mask", rows, ids.replaceAll("\\d+", "1")),
                tensor.formatted("token_type_ids", rows, ids.replaceAll("\\d+", "0")));
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:%d/v2/models/m/infer".formatted(server.port())))
              .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      var answer = http.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  @Test
  void each_stages_work_is_a_span_of_the_requests_trace_told_by_its_own_process() throws Exception {
    try (var collector = Collector.taking()) {
      infer(stages(collector), 1);
      var server = collector.next(Told::isServer);
      assertThat(server.trace()).isEqualTo(TRACE);
      assertThat(server.parent()).isEqualTo(CALLER);
      var compute = collector.next("compute");
      long before = compute.start();
      for (int i = 0; i < STAGES; i++) {
        long index = i;
        var stage =
            collector.next(
                span -> Long.valueOf(index).equals(span.facts().get("steward.stage.index")));
        assertThat(stage.name()).isEqualTo("stage");
        assertThat(stage.trace()).isEqualTo(TRACE);
        assertThat(stage.parent()).isEqualTo(server.id());
        assertThat(stage.teller()).containsEntry("service.instance.id", "member-" + index);
        assertThat(stage.facts())
            .containsOnlyKeys("steward.stage.index", "steward.stage.count", "steward.stage.waited");
        assertThat(stage.start()).isGreaterThanOrEqualTo(before);
        before = stage.end();
      }
      assertThat(before).isLessThanOrEqualTo(compute.end());
    }
  }

  @Test
  void each_micro_batch_of_a_request_is_told_at_each_stage() throws Exception {
    try (var collector = Collector.taking()) {
      infer(stages(collector), 4);
      var server = collector.next(Told::isServer);
      var spans = new HashSet<String>();
      for (int i = 0; i < 4 * STAGES; i++) {
        var stage = collector.next("stage");
        assertThat(stage.parent()).isEqualTo(server.id());
        spans.add(stage.id());
      }
      assertThat(spans).hasSize(4 * STAGES);
    }
  }

  @Test
  void a_stage_that_tells_nobody_is_asked_all_the_same() throws Exception {
    var graph = MiniLm.graph("minilm");
    var facts = Inspector.inspect(graph).facts();
    var configs = Stages.of(graph, ModelTask.TENSOR, facts, 2, Optional.empty());
    try (var collector = Collector.taking()) {
      start(configs.get(1), Tracing.off());
      var first = (ModelServer) start(configs.getFirst(), tracing(collector, 0));
      assertThat(first.awaitLoaded()).isEmpty();
      infer(first, 1);
      assertThat(collector.next("stage").facts()).containsEntry("steward.stage.index", 0L);
      collector.next("compute");
      assertThat(collector.rest()).noneMatch(span -> span.name().equals("stage"));
    }
  }
}
