package dev.steward.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.InferenceTaskSpec;
import dev.steward.api.v1alpha1.TaskReason;
import dev.steward.api.v1alpha1.TaskTelling;
import dev.steward.core.task.TaskUid;
import dev.steward.store.write.Created;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What every place of tasks keeps to, in memory and at a real API server. */
public abstract class BoardContract {

  /** The place. */
  protected abstract TaskBoard board();

  /** Its signs of life. */
  protected abstract Roster roster();

  /** A namespace that is there. */
  protected abstract String namespace();

  /** Waits until something holds. */
  protected abstract void await(Callable<Boolean> condition) throws Exception;

  /** A task of two texts. */
  protected InferenceTask task(String name, String... items) {
    var task = new InferenceTask();
    task.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace())
            .withName(name)
            .addToLabels(TaskForm.LABEL, TaskForm.LABELLED)
            .build());
    task.setSpec(
        new InferenceTaskSpec(
            "minilm",
            new InferenceTaskSpec.Inputs(null, null, List.of(items)),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null));
    return task;
  }

  @Test
  void a_task_is_seen_by_its_uid_alone() throws Exception {
    var uid = TaskUid.of(made("by-uid").getMetadata().getUid());
    await(() -> board().seen(uid).isPresent());
    assertThat(board().seen(uid).orElseThrow().getMetadata().getName()).isEqualTo("by-uid");
    assertThat(board().seen(TaskUid.of("00000000-0000-4000-8000-000000000000"))).isEmpty();
  }

  private InferenceTask made(String name) throws IOException {
    return board().make(task(name, "a", "b")) instanceof TaskBoard.Making.Made(var made)
        ? made
        : new InferenceTask();
  }

  @Test
  void a_task_is_made_once_and_found_and_seen() throws Exception {
    var made = made("once");
    assertThat(made.getMetadata().getUid()).isNotBlank();
    assertThat(board().make(task("once", "a", "b")))
        .isInstanceOfSatisfying(
            TaskBoard.Making.Before.class,
            before -> assertThat(before.task().getSpec()).isEqualTo(made.getSpec()));
    assertThat(board().find(namespace(), "once")).isPresent();
    await(() -> board().seen(namespace(), "once").isPresent());
    assertThat(board().find(namespace(), "another")).isEmpty();
  }

  @Test
  void of_two_who_tell_by_what_they_saw_one_is_taken() throws Exception {
    var made = made("held");
    var first = new TaskTelling(made, Instant.EPOCH);
    first.by("gateway-0");
    var second = new TaskTelling(made, Instant.EPOCH);
    second.by("gateway-1");

    var told = board().tell(made, first.status(TaskReason.Planning, "it begins"));
    assertThat(told).isPresent();
    assertThat(board().tell(made, second.status(TaskReason.Planning, "it begins"))).isEmpty();
    assertThat(board().find(namespace(), "held").orElseThrow().getStatus().gateway())
        .isEqualTo("gateway-0");
    assertThat(
            board()
                .tell(told.orElseThrow(), second.status(TaskReason.Planning, "it goes on"))
                .orElseThrow()
                .getStatus()
                .gateway())
        .isEqualTo("gateway-1");
  }

  @Test
  void a_task_that_is_gone_is_told_nothing() throws Exception {
    var made = made("gone");
    board().remove(made);
    board().remove(made);
    assertThat(board().find(namespace(), "gone")).isEmpty();
    var status = new TaskTelling(made, Instant.EPOCH).status(TaskReason.Planning, "it begins");
    assertThat(board().tell(made, status)).isEmpty();
    await(() -> board().seen(namespace(), "gone").isEmpty());
  }

  @Test
  void a_file_is_written_once_and_listed_by_its_folder() throws Exception {
    try (var place = board().files(made("files"))) {
      assertThat(place.create(".task/slices/00001", bytes("one"))).isEqualTo(Created.NOW);
      assertThat(place.create(".task/slices/00001", bytes("two"))).isEqualTo(Created.BEFORE);
      assertThat(place.read(".task/slices/00001")).contains(bytes("one"));
      assertThat(place.create(".task/slices/00000", bytes(""))).isEqualTo(Created.NOW);
      assertThat(place.create(".task/begun/0-16.1", bytes("\n"))).isEqualTo(Created.NOW);
      assertThat(place.list(".task/slices")).containsExactly("00000", "00001");
      place.delete(".task/begun/0-16.1");
      assertThat(place.list(".task/begun")).isEmpty();
      assertThat(place.read("results.jsonl")).isEmpty();
      assertThat(place.text("results.jsonl")).isEqualTo("taskfile/files.results.jsonl");
    }
  }

  @Test
  void a_mebibyte_is_a_file() throws Exception {
    try (var place = board().files(made("large"))) {
      var large = new byte[1 << 20];
      assertThat(place.create("results.jsonl", large)).isEqualTo(Created.NOW);
      assertThat(place.read("results.jsonl").orElseThrow()).hasSameSizeAs(large);
    }
  }

  @Test
  void a_sign_changes_with_each_renewal_and_goes_when_it_is_struck() throws Exception {
    roster().sign("gateway-0.one");
    var first = roster().signs().get("gateway-0.one");
    assertThat(first).isNotNull();
    assertThat(roster().signs()).containsEntry("gateway-0.one", first);
    await(() -> {
      roster().sign("gateway-0.one");
      return !first.equals(roster().signs().get("gateway-0.one"));
    });
    roster().strike("gateway-0.one");
    assertThat(roster().signs()).doesNotContainKey("gateway-0.one");
    roster().strike("gateway-0.one");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
