package dev.steward.gateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.gateway.TestPods;
import dev.steward.gateway.task.BoardContract;
import dev.steward.gateway.task.Roster;
import dev.steward.gateway.task.TaskBoard;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of a place of tasks, kept by a real API server. */
class KubernetesTasksIT extends BoardContract {

  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig())).build();
  private final String namespace = "tasks-" + UUID.randomUUID().toString().substring(0, 8);
  private final KubernetesTasks board =
      KubernetesTasks.start(client, new WatchScope(namespace, Optional.of(namespace)));

  private static File kubeconfig() {
    var path = System.getenv("STEWARD_TEST_KUBECONFIG");
    if (path == null) {
      throw new AssertionError(
          "STEWARD_TEST_KUBECONFIG isn't set: run ./dev/test it, which starts an API server");
    }
    return new File(path);
  }

  @BeforeEach
  void prepare() throws Exception {
    for (var plural : List.of("inferencetasks", "taskfiles")) {
      try (var definition =
          Files.newInputStream(
              Path.of(
                  "../helm/steward/files/crds/%s.steward.dev-v1alpha1.yaml".formatted(plural)))) {
        client.load(definition).serverSideApply();
      }
      client
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(plural + ".steward.dev")
          .waitUntilCondition(
              definition ->
                  definition != null
                      && definition.getStatus() != null
                      && definition.getStatus().getConditions() != null
                      && definition.getStatus().getConditions().stream()
                          .anyMatch(condition ->
                              "Established".equals(condition.getType())
                                  && "True".equals(condition.getStatus())),
              30,
              TimeUnit.SECONDS);
    }
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  @AfterEach
  void cleanUp() {
    board.close();
    client.namespaces().withName(namespace).delete();
    client.close();
  }

  @Override
  protected TaskBoard board() {
    return board;
  }

  @Override
  protected Roster roster() {
    return new LeaseRoster(client, namespace, "gateway-0", InstantSource.system());
  }

  @Override
  protected String namespace() {
    return namespace;
  }

  @Override
  protected void await(Callable<Boolean> condition) throws Exception {
    TestPods.await(condition);
  }

  @Test
  void what_the_schema_refuses_is_told_with_its_field() throws Exception {
    var wrong = task("wrong");
    assertThat(board.make(wrong))
        .isInstanceOfSatisfying(
            TaskBoard.Making.Refused.class,
            refused -> assertThat(refused.why()).contains("spec.inputs.items"));
    var unnamed = task("Not-A-Name", "a");
    assertThat(board.make(unnamed)).isInstanceOf(TaskBoard.Making.Refused.class);
  }

  @Test
  void a_file_of_an_earlier_task_is_no_file_of_this_one() throws Exception {
    var first = made("again");
    try (var place = board.files(first)) {
      var _ = place.create("results.jsonl", new byte[] {1});
    }
    board.remove(first);
    TestPods.await(() -> board.find(namespace, "again").isEmpty());
    try (var place = board.files(made("again"))) {
      assertThat(place.read("results.jsonl")).isEmpty();
      assertThat(place.list(".task/slices")).isEmpty();
    }
  }

  private InferenceTask made(String name) throws Exception {
    if (board.make(task(name, "a")) instanceof TaskBoard.Making.Made(var task)) {
      return task;
    }
    throw new AssertionError(name + " wasn't made");
  }
}
