package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.policy.AllowList;
import dev.steward.core.policy.CalendarPeriod;
import dev.steward.core.policy.Ceiling;
import dev.steward.core.policy.Floor;
import dev.steward.core.policy.GoverningPolicy;
import dev.steward.core.policy.Policy;
import dev.steward.core.policy.PolicySource;
import dev.steward.core.policy.Retention;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.task.TaskUid;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.proxy.SeenTasks;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Requests that say they are a task's. */
class TaskClaimTest {
  private static final TaskUid RUNNING = TaskUid.of("0b8f3a52-1c1d-4a7e-9f10-52d3c6a1b7e4");
  private static final String OTHER = "99999999-1c1d-4a7e-9f10-52d3c6a1b7e4";

  private static final CalendarPeriod MONTH = new CalendarPeriod(1, 0);
  private static final Floor HALF_A_YEAR = Floor.of(new CalendarPeriod(6, 0));

  private final SeenTrail trail = new SeenTrail();
  private final AtomicReference<TaskUid> seen = new AtomicReference<>(RUNNING);

  private final AtomicReference<Optional<GoverningPolicy>> stated =
      new AtomicReference<>(Optional.empty());

  private OneService gateway(Integer... pods) {
    var tasks =
        new SeenTasks() {
          @Override
          public Optional<SeenTask> asking(ServiceId service, TaskUid uid) {
            return Optional.of(new SeenTask(uid, stated.get()))
                .filter(task -> uid.equals(seen.get()) && service.path().equals("team-a/minilm"));
          }

          @Override
          public Optional<SeenTask> at(ServiceId service, String path) {
            return Optional.of(new SeenTask(RUNNING, stated.get()))
                .filter(_ -> path.startsWith("/v1/tasks/scans"));
          }
        };
    return new OneService(
        Duration.ofSeconds(20),
        GatewaySettings.defaults(),
        Neighbours.none().with(trail).with(tasks),
        pods);
  }

  private static String asking(String... fields) {
    return RawClient.head(
        ("GET /v2/x HTTP/1.1\nHost: x" + "\nX-Steward-Task: %s".repeat(fields.length))
            .formatted((Object[]) fields)
            .split("\n", -1));
  }

  @Test
  void an_item_of_a_task_that_runs_is_recorded_as_one_and_the_pod_isnt_told() throws Exception {
    var head = new AtomicReference<String>();
    try (var pod =
            new ScriptedPod(talk -> {
              talk.readHead();
              head.set(talk.head());
              talk.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            });
        var gateway = gateway(pod.port());
        var client = gateway.connect()) {
      assertThat(client.send(asking(RUNNING.toString())).readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(trail.next().begun().task()).contains(RUNNING);
      assertThat(head.get()).doesNotContainIgnoringCase("x-steward-task");
    }
  }

  @Test
  void at_the_front_port_too() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port());
        var client = gateway.connectToFront()) {
      var head =
          RawClient.head(
              "GET /team-a/minilm/v2/x HTTP/1.1", "Host: x", "X-Steward-Task: " + RUNNING);
      assertThat(client.send(head).readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(trail.next().begun().task()).contains(RUNNING);
    }
  }

  @Test
  void a_task_that_isnt_known_is_waited_for_and_reaches_no_pod() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port());
        var client = gateway.connect()) {
      assertThat(client.send(asking(OTHER)).readAnswer())
          .startsWith("HTTP/1.1 503")
          .containsIgnoringCase("x-steward-error: task_unknown")
          .containsIgnoringCase("retry-after: 1");
      var page = trail.next();
      assertThat(page.begun().task()).isEmpty();
      assertThat(page.ended().error().orElseThrow().code()).isEqualTo("task_unknown");
      assertThat(pod.connections()).isZero();
      seen.set(TaskUid.of(OTHER));
      assertThat(client.send(asking(OTHER)).readAnswer()).startsWith("HTTP/1.1 200");
    }
  }

  private void assertNoUid(OneService gateway, String... fields) throws Exception {
    try (var client = gateway.connect()) {
      assertThat(client.send(asking(fields)).readAnswer())
          .as(String.join(" and ", fields))
          .startsWith("HTTP/1.1 400")
          .containsIgnoringCase("x-steward-error: invalid_request");
      assertThat(trail.next().begun().task()).isEmpty();
    }
  }

  @Test
  void nothing_but_one_uid_is_taken_for_one() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port())) {
      var uid = RUNNING.toString();
      assertNoUid(gateway, uid, uid);
      assertNoUid(gateway, uid, OTHER);
      assertNoUid(gateway, uid + "," + uid);
      assertNoUid(gateway, uid + " x");
      assertNoUid(gateway, uid.toUpperCase(Locale.ROOT));
      assertNoUid(gateway, "{" + uid + "}");
      assertNoUid(gateway, "b8f3a52-1c1d-4a7e-9f10-52d3c6a1b7e4");
      assertNoUid(gateway, "1-1-1-1-1");
      assertNoUid(gateway, "task=\"x\",outcome=answered");
      assertNoUid(gateway, "");
      assertThat(pod.connections()).isZero();
    }
  }

  @Test
  void a_task_that_asks_for_what_cant_be_done_gets_no_answer() throws Exception {
    stated.set(Optional.of(stated(new Retention(HALF_A_YEAR, Ceiling.of(MONTH)))));
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port());
        var client = gateway.connect()) {
      assertThat(client.send(asking(RUNNING.toString())).readAnswer())
          .startsWith("HTTP/1.1 403")
          .containsIgnoringCase("x-steward-error: policy_violation")
          .contains("InferenceTask team-a/scans asks for at least P6M");
      assertThat(trail.next().begun().task()).contains(RUNNING);
      assertThat(pod.connections()).isZero();
      assertThat(client.send(asking()).readAnswer()).startsWith("HTTP/1.1 200");
    }
  }

  private static GoverningPolicy stated(Retention records) {
    return GoverningPolicy.stated(
        new PolicySource.OfTask("team-a", "scans"),
        new Policy(
            records,
            Retention.FREE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            AllowList.any(),
            AllowList.any()));
  }

  @Test
  void who_asks_about_a_task_is_recorded_with_it() throws Exception {
    try (var pod = ScriptedPod.answering("ok");
        var gateway = gateway(pod.port());
        var client = gateway.connect()) {
      var head = RawClient.head("GET /v1/tasks/scans/results HTTP/1.1", "Host: x");
      assertThat(client.send(head).readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(trail.next().begun().task()).contains(RUNNING);
    }
  }
}
