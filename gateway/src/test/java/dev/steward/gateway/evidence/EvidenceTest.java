package dev.steward.gateway.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.policy.AuditFailure;
import dev.steward.core.task.TaskUid;
import dev.steward.gateway.TestPods;
import dev.steward.gateway.audit.Trail;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.record.ContentEnd;
import dev.steward.ledger.record.Outcome;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.record.RequestStart;
import dev.steward.sinks.setup.SinkSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {
  private static final ServiceRoute STRICT =
      LogWorld.service(AuditFailure.FAIL_CLOSED, LogWorld.HALF_A_YEAR);
  private static final ServiceRoute LENIENT =
      LogWorld.service(AuditFailure.FAIL_OPEN, LogWorld.HALF_A_YEAR);

  @TempDir Path folder;
  private LogWorld world;

  @BeforeEach
  void make() {
    world = new LogWorld(folder);
  }

  private static void awaitOpen(Evidence evidence) throws Exception {
    TestPods.await(() -> evidence.hasTried() && evidence.obstacle().isEmpty());
  }

  private static void durable(Trail.OpenRecord record) throws Exception {
    var _ = record.durable().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private void request(Evidence evidence, ServiceRoute route) throws Exception {
    var record = world.begin(evidence, route).orElseThrow();
    durable(record);
    record.end(LogWorld.answered());
  }

  private void assertRefused(Evidence evidence) {
    var record = world.begin(evidence, STRICT).orElseThrow();
    assertThatThrownBy(() -> durable(record)).isInstanceOf(Exception.class);
    record.end(LogWorld.refused(ErrorCode.UNRECORDED));
  }

  @Test
  void a_request_leaves_a_start_and_an_end_that_an_outsider_verifies() throws Exception {
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      var record = world.begin(evidence, STRICT).orElseThrow();
      durable(record);
      record.end(LogWorld.answered());
      TestPods.await(() -> evidence.counts().ends() == 1);
    }
    var report = world.verified();
    assertThat(report.findings()).isEmpty();
    assertThat(report.open()).isZero();
    var start = (RequestStart) world.records().getFirst();
    assertThat(start.service().text()).isEqualTo("team-a/minilm");
    assertThat(start.gateway().text()).isEqualTo("steward-gateway-0");
    assertThat(start.endpoint().text()).isEqualTo("infer");
    assertThat(start.requestId().text()).isEqualTo("r-1");
    assertThat(start.policyDigest()).isPresent();
    var end = (RequestEnd) world.records().getLast();
    assertThat(end.id()).isEqualTo(start.id());
    assertThat(end.outcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(end.pod().orElseThrow().text()).isEqualTo("10.0.0.7:8080");
  }

  @Test
  void a_service_that_nothing_is_asked_of_leaves_none() throws Exception {
    var plain = TestPods.service("team-a/minilm", Duration.ofSeconds(20), 8080);
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      assertThat(world.begin(evidence, plain)).isEmpty();
      world.mood.fail();
      assertThat(world.begin(evidence, plain)).isEmpty();
    }
  }

  private static final ServiceRoute WITH_CONTENT =
      LogWorld.service(
          AuditFailure.FAIL_CLOSED, LogWorld.HALF_A_YEAR, Optional.of(LogWorld.FIVE_DAYS));

  /** A request with its content; the id of its record. */
  private String requestWithContent(Evidence evidence) throws Exception {
    var record = world.begin(evidence, WITH_CONTENT).orElseThrow();
    var content = record.content().orElseThrow();
    content.request(UTF_8.encode("The cat?"));
    durable(record);
    content.answer(UTF_8.encode("On the mat."));
    var before = evidence.counts().ends();
    record.end(LogWorld.answered());
    TestPods.await(() -> evidence.counts().ends() == before + 1);
    return record.id().orElseThrow();
  }

  @Test
  void content_is_kept_where_a_policy_asks_for_it_and_nowhere_else() throws Exception {
    String id;
    String other;
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      id = requestWithContent(evidence);
      var plain = world.begin(evidence, STRICT).orElseThrow();
      assertThat(plain.content()).isEmpty();
      durable(plain);
      other = plain.id().orElseThrow();
      assertThat(plain.part(world.instant()).orElseThrow().content()).isEmpty();
      plain.end(LogWorld.answered());
    }
    var found = world.content(id).orElseThrow();
    assertThat(new String(found.request(), UTF_8)).isEqualTo("The cat?");
    assertThat(new String(found.answer(), UTF_8)).isEqualTo("On the mat.");
    assertThat(found.end().orElseThrow().kept()).isEqualTo(ContentEnd.Kept.WHOLE);
    assertThat(world.content(other)).isEmpty();
    assertThat(world.verified().findings()).isEmpty();
  }

  @Test
  void content_gives_way_while_records_still_have_room() throws Exception {
    String id;
    world.setRoom(new Room(100L << 30, 10L << 30));
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      id = requestWithContent(evidence);
    }
    var found = world.content(id).orElseThrow();
    assertThat(found.request()).isEmpty();
    assertThat(found.end().orElseThrow().kept()).isEqualTo(ContentEnd.Kept.NO_ROOM);
    assertThat(world.verified().findings()).isEmpty();
  }

  @Test
  void records_go_on_to_a_sink_also_those_of_a_session_before() throws Exception {
    var bodies = new ConcurrentLinkedQueue<String>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    var url = "http://127.0.0.1:%d/v1/logs".formatted(server.getAddress().getPort());
    var sink = new SinkSettings("otel", new SinkSettings.Otlp(URI.create(url)), Optional.empty());
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      request(evidence, STRICT);
    }
    try (var evidence = world.begin(world::instant, List.of(sink))) {
      awaitOpen(evidence);
      request(evidence, STRICT);
      TestPods.await(() ->
          evidence.sinks().stream().anyMatch(state -> state.next() == 4 && state.behind() == 0));
      assertThat(String.join("", bodies)).contains("steward.audit.start", "team-a/minilm");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_sink_that_never_answers_holds_nobody_up() throws Exception {
    var asked = new CountDownLatch(1);
    var over = new CountDownLatch(1);
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.countDown();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.setExecutor(Thread::startVirtualThread);
    server.start();
    var url = "http://127.0.0.1:%d/v1/logs".formatted(server.getAddress().getPort());
    var sink = new SinkSettings("otel", new SinkSettings.Otlp(URI.create(url)), Optional.empty());
    try {
      try (var evidence = world.begin(world::instant, List.of(sink))) {
        awaitOpen(evidence);
        request(evidence, STRICT);
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        for (var i = 0; i < 3; i++) {
          request(evidence, STRICT);
        }
        TestPods.await(() -> evidence.counts().ends() == 4);
        TestPods.await(() -> evidence.sinks().stream().anyMatch(state -> state.behind() > 0));
      }
    } finally {
      over.countDown();
      server.stop(0);
    }
    assertThat(world.verified().findings()).isEmpty();
  }

  @Test
  void sinks_that_cant_be_set_up_hold_nobody_up() throws Exception {
    var sink =
        new SinkSettings(
            "siem", new SinkSettings.Webhook(URI.create("http://127.0.0.1:1/")), Optional.empty());
    try (var evidence = world.begin(world::instant, List.of(sink))) {
      awaitOpen(evidence);
      request(evidence, STRICT);
      TestPods.await(() ->
          evidence.sinks().stream()
              .flatMap(state -> state.problem().stream())
              .anyMatch(problem -> problem.startsWith("key of sink siem")));
    }
  }

  /** A session's records, in files that are written no more once there is another session. */
  private void session(int requests) throws Exception {
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      for (var i = 0; i < requests; i++) {
        request(evidence, STRICT);
      }
      TestPods.await(() -> evidence.counts().ends() == requests);
    }
  }

  @Test
  void files_leave_and_the_log_stays_sound(@TempDir Path elsewhere) throws Exception {
    session(300);
    // By this clock they are old.
    world.setDay("2027-06-01");
    world.setDepot(new FolderDepot(elsewhere));
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      TestPods.await(() -> evidence.counts().sealedBytes() > 0);
      request(evidence, STRICT);
      TestPods.await(() -> evidence.counts().ends() == 1);
      assertThat(evidence.sealing().orElseThrow().problem()).isEmpty();
    }
    assertThat(elsewhere.resolve("log/tile/entries/000")).exists();
    assertThat(folder.resolve("log/tile/entries/000")).doesNotExist();
    assertThat(world.verified().findings()).isEmpty();
    assertThat(world.verified().records()).isEqualTo(602);
  }

  @Test
  void a_store_that_is_away_holds_nobody_up_and_is_told(@TempDir Path elsewhere) throws Exception {
    session(300);
    world.setDay("2027-06-01");
    var depot = new FolderDepot(elsewhere);
    depot.leave();
    world.setDepot(depot);
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      TestPods.await(() -> evidence.counts().sealingFailures() > 0);
      assertThat(evidence.sealing().orElseThrow().problem().orElseThrow()).contains("503");
      request(evidence, STRICT);
      depot.comeBack();
      TestPods.await(() -> evidence.sealing().orElseThrow().problem().isEmpty());
      assertThat(evidence.counts().sealedBytes()).isPositive();
    }
    assertThat(world.verified().findings()).isEmpty();
  }

  @Test
  void a_part_is_recorded_with_its_parent() throws Exception {
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      var record = world.begin(evidence, STRICT).orElseThrow();
      durable(record);
      var part = record.part(world.instant()).orElseThrow();
      durable(part);
      part.end(LogWorld.answered());
      record.end(LogWorld.answered());
      TestPods.await(() -> evidence.counts().ends() == 2);
      assertThat(part.id()).isNotEqualTo(record.id());
    }
    var starts =
        world.records().stream()
            .filter(RequestStart.class::isInstance)
            .map(RequestStart.class::cast)
            .toList();
    assertThat(starts.getLast().parent()).contains(starts.getFirst().id());
    assertThat(world.verified().findings()).isEmpty();
  }

  private static final TaskUid TASK = TaskUid.of("0b8f3a52-1c1d-4a7e-9f10-52d3c6a1b7e4");

  @Test
  void an_item_is_recorded_with_its_task_and_its_content_is_kept() throws Exception {
    String id;
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      request(evidence, STRICT);
      var item = world.begin(evidence, WITH_CONTENT, Optional.of(TASK)).orElseThrow();
      item.content().orElseThrow().request(UTF_8.encode("The cat?"));
      durable(item);
      id = item.id().orElseThrow();
      var part = item.part(world.instant()).orElseThrow();
      durable(part);
      part.end(LogWorld.answered());
      item.end(LogWorld.answered());
      TestPods.await(() -> evidence.counts().ends() == 3);
    }
    var records = world.records(TASK);
    assertThat(records).hasSize(4);
    var start = (RequestStart) records.getFirst();
    assertThat(start.id()).hasToString(id);
    assertThat(start.parent()).contains(RecordId.of(TASK.value()));
    assertThat(world.content(id)).isPresent();
    assertThat(world.verified().findings()).isEmpty();
  }

  @Test
  void a_task_leads_to_the_request_that_made_it() throws Exception {
    String id;
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      request(evidence, STRICT);
      var request = world.begin(evidence, STRICT).orElseThrow();
      var made = request.made(world.instant(), TASK).orElseThrow();
      made.end(LogWorld.answered());
      request.end(LogWorld.answered());
      id = request.id().orElseThrow();
      TestPods.await(() -> evidence.counts().ends() == 3);
    }
    assertThat(world.records(TASK))
        .extracting(record -> record.id().toString())
        .containsOnly(id, TASK.toString().replace("-", ""))
        .hasSize(4);
    assertThat(world.verified().findings()).isEmpty();
  }

  @Test
  void while_the_volume_fails_requests_are_refused_or_counted_as_their_policies_say()
      throws Exception {
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      request(evidence, STRICT);
      world.mood.fail();
      assertRefused(evidence);
      var lenient = world.begin(evidence, LENIENT);
      if (lenient.isPresent()) {
        durable(lenient.get());
        assertThat(lenient.get().id()).isEmpty();
        lenient.get().end(LogWorld.answered());
      }
      TestPods.await(() -> evidence.obstacle().isPresent());
      assertRefused(evidence);
      assertThat(world.begin(evidence, LENIENT)).isEmpty();
      assertThat(evidence.counts().unrecorded()).isEqualTo(2);
      world.mood.recover();
      awaitOpen(evidence);
      request(evidence, STRICT);
      TestPods.await(() -> evidence.counts().gaps() == 1);
    }
    var report = world.verified();
    assertThat(report.findings()).isEmpty();
    assertThat(report.gaps()).hasSize(1);
    assertThat(report.gaps().getFirst().requests()).isEqualTo(2);
  }

  @Test
  void a_gateway_that_ends_before_its_log_is_open_again_takes_no_count_with_it() throws Exception {
    world.setPause(Duration.ofHours(1));
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      request(evidence, STRICT);
      world.mood.fail();
      assertRefused(evidence);
      TestPods.await(() -> evidence.obstacle().isPresent());
      assertThat(world.begin(evidence, LENIENT)).isEmpty();
      world.mood.recover();
    }
    var report = world.verified();
    assertThat(report.findings()).isEmpty();
    assertThat(report.gaps()).hasSize(1);
    assertThat(report.gaps().getFirst().requests()).isEqualTo(1);
  }

  @Test
  void a_request_in_hand_while_the_log_is_opened_again_is_interrupted_once() throws Exception {
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      var record = world.begin(evidence, STRICT).orElseThrow();
      durable(record);
      world.mood.fail();
      assertRefused(evidence);
      TestPods.await(() -> evidence.obstacle().isPresent());
      world.mood.recover();
      awaitOpen(evidence);
      record.end(LogWorld.answered());
      request(evidence, STRICT);
    }
    var report = world.verified();
    assertThat(report.findings()).isEmpty();
    assertThat(report.entries().get(EntryKind.INTERRUPTED)).isGreaterThanOrEqualTo(1);
    assertThat(report.open()).isZero();
  }

  @Test
  void a_volume_that_hangs_is_no_answer_that_hangs() throws Exception {
    world.setPatience(Duration.ofSeconds(1));
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      request(evidence, STRICT);
      world.mood.hang();
      assertRefused(evidence);
      assertThat(evidence.obstacle()).isPresent();
      assertRefused(evidence);
      assertThat(world.begin(evidence, LENIENT)).isEmpty();
      world.mood.recover();
      awaitOpen(evidence);
      request(evidence, STRICT);
    }
    var report = world.verified();
    assertThat(report.findings()).isEmpty();
    // Refused for want of a record, which came to be there all the same.
    assertThat(world.records())
        .anyMatch(record -> record instanceof RequestEnd end && end.outcome() == Outcome.DENIED);
    assertThat(report.gaps()).hasSize(1);
  }

  @Test
  void a_nearly_full_volume_takes_ends_and_no_starts() throws Exception {
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      var record = world.begin(evidence, STRICT).orElseThrow();
      durable(record);
      world.setRoom(new Room(1L << 30, 100L << 20));
      TestPods.await(() -> evidence.obstacle().isPresent());
      assertRefused(evidence);
      record.end(LogWorld.answered());
      TestPods.await(() -> evidence.counts().ends() == 1);
      world.setRoom(new Room(1L << 30, 900L << 20));
      awaitOpen(evidence);
      request(evidence, STRICT);
    }
    assertThat(world.verified().findings()).isEmpty();
  }

  @Test
  void a_lost_secret_is_noticed_and_nothing_is_overwritten() throws Exception {
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      request(evidence, STRICT);
    }
    var before = world.kept();
    world.loseSecret();
    try (var evidence = world.begin()) {
      TestPods.await(evidence::hasTried);
      assertThat(evidence.obstacle()).isPresent();
      assertRefused(evidence);
      world.restore(before);
      awaitOpen(evidence);
      request(evidence, STRICT);
    }
    var report = world.verified();
    assertThat(report.findings()).isEmpty();
    assertThat(report.entries()).containsEntry(EntryKind.START, 2L);
  }

  @Test
  void two_gateways_on_one_volume_are_one_that_waits() throws Exception {
    try (var second = take(world.begin())) {
      assertThat(second.obstacle().orElseThrow()).contains("another process writes to this log");
      assertRefused(second);
    }
  }

  /** Another gateway, which begins while the first one has the volume. */
  private Evidence take(Evidence first) throws Exception {
    try (first) {
      awaitOpen(first);
      var second = world.begin();
      TestPods.await(second::hasTried);
      return second;
    }
  }

  @Test
  void what_is_due_is_destroyed_unless_clocks_disagree() throws Exception {
    var brief = LogWorld.service(AuditFailure.FAIL_CLOSED, LogWorld.FIVE_DAYS);
    try (var evidence = world.begin()) {
      awaitOpen(evidence);
      request(evidence, brief);
      TestPods.await(() -> evidence.counts().ends() == 1);
    }
    world.setDay("2026-01-07");
    try (var evidence = world.begin(() -> world.instant().minus(Duration.ofHours(1)))) {
      TestPods.await(() -> evidence.counts().purgesRefused() == 1);
    }
    try (var evidence = world.begin(EvidenceTest::away)) {
      TestPods.await(() -> evidence.counts().purgesRefused() == 1);
    }
    assertThat(world.records()).hasSize(2);
    try (var evidence = world.begin()) {
      TestPods.await(() -> evidence.counts().destroyed() == 1);
    }
    var report = world.verified();
    assertThat(report.findings()).isEmpty();
    assertThat(report.receipts()).hasSize(1);
  }

  private static Instant away() throws IOException {
    throw new IOException("the API server doesn't answer");
  }
}
