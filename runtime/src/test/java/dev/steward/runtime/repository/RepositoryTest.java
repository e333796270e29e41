package dev.steward.runtime.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.measure.Bytes;
import dev.steward.core.model.ModelTask;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RepositoryConfig.Control;
import dev.steward.protocol.oip.RepositoryEntry;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.batch.TensorBatching;
import dev.steward.runtime.beside.Labels;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.ModelFormat;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.http.Models;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.pool.Tenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that are there in name alone, so that a test says when they are loaded. */
@Timeout(60)
class RepositoryTest {

  private static final long MIB = 1 << 20;

  @TempDir private Path folder;

  private final List<String> loaded = new ArrayList<>();
  private final Set<String> open = ConcurrentHashMap.newKeySet();
  private final LinkedBlockingQueue<String> closed = new LinkedBlockingQueue<>();
  private final RuntimeMetrics metrics = new RuntimeMetrics();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private volatile CountDownLatch mayLoad = new CountDownLatch(0);
  private Repository repository;

  @BeforeEach
  void open() throws Exception {
    for (var name : List.of("a", "b", "c", "broken")) {
      model(name, "1", "1Mi");
    }
    repository = opened(2 * MIB, Control.CLIENTS);
  }

  @AfterEach
  void close() {
    mayLoad.countDown();
    clients.shutdownNow();
    repository.close();
    metrics.close();
    assertThat(open).isEmpty();
  }

  private void model(String name, String version, String memory) throws IOException {
    Files.createDirectories(folder.resolve(name).resolve(version));
    Files.writeString(folder.resolve(name).resolve(version).resolve("model.onnx"), "weights");
    Files.writeString(
        folder.resolve(name).resolve("steward.json"), "{\"memory\": \"" + memory + "\"}");
  }

  private Repository opened(long bytes, Control control) throws LoadException {
    return Repository.at(
        folder,
        new ModelSettings(ModelTask.TENSOR, Optional.empty(), Optional.empty()),
        new RepositoryConfig(new Bytes(bytes), control),
        this::load,
        metrics.ofRepository());
  }

  private LoadedModel load(ModelId id, Path path, ModelSettings settings)
      throws LoadException, InterruptedException {
    synchronized (loaded) {
      loaded.add(id.name() + id.version());
    }
    mayLoad.await();
    if (id.name().equals("broken")) {
      throw new LoadException(ErrorCode.MODEL_CORRUPT, "spec.model.uri", "rubbish", "repair it");
    }
    open.add(id.name() + id.version());
    var named = new Named(id.name() + id.version());
    return new LoadedModel.Tensors(named, new TensorBatching(named, 1), Labels.NONE);
  }

  private final class Named implements TensorModel {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public ModelFormat format() {
      return ModelFormat.ONNX;
    }

    @Override
    public Signature signature() {
      return new Signature(List.of(), List.of());
    }

    @Override
    public Outcome<List<Tensor>> run(
        List<Tensor> inputs, List<String> wanted, Cancellation cancellation) {
      throw new AssertionError("nobody computes here");
    }

    @Override
    public void close() {
      open.remove(name);
      closed.add(name);
    }
  }

  private static Asked asked(Duration patience) {
    return new Asked(Tenant.of(Optional.empty()), Deadline.in(patience), () -> false);
  }

  private static Asked asked() {
    return asked(Duration.ofSeconds(50));
  }

  private Models.Use use(String name) throws Exception {
    return switch (repository.use(name, Optional.empty(), asked())) {
      case Outcome.Done<Models.Use>(var use) -> use;
      case Outcome.Refused<Models.Use>(var refusal) -> throw new AssertionError(refusal.message());
    };
  }

  private Refusal refused(String name) throws Exception {
    return switch (repository.use(name, Optional.empty(), asked())) {
      case Outcome.Done<Models.Use> _ -> throw new AssertionError(name + " can be used");
      case Outcome.Refused<Models.Use>(var refusal) -> refusal;
    };
  }

  private void ask(String name) throws Exception {
    use(name).close();
  }

  private String asked(String name) throws Exception {
    ask(name);
    return name;
  }

  private List<String> ready() {
    var entries = ((Outcome.Done<List<RepositoryEntry>>) repository.index()).value();
    return entries.stream()
        .filter(entry -> entry.unavailable().isEmpty())
        .map(entry -> entry.name() + entry.version())
        .toList();
  }

  private Future<?> client(Callable<?> asking) {
    return clients.submit(asking);
  }

  @Test
  void however_many_ask_at_first_a_model_is_loaded_once() throws Exception {
    mayLoad = new CountDownLatch(1);
    var asking = new ArrayList<Future<?>>();
    for (int i = 0; i < 20; i++) {
      asking.add(
          client(() -> {
            ask("a");
            return 0;
          }));
    }
    mayLoad.countDown();
    for (var one : asking) {
      one.get(50, TimeUnit.SECONDS);
    }
    assertThat(loaded).containsExactly("a1");
  }

  @Test
  void while_one_is_loaded_others_are_asked() throws Exception {
    ask("a");
    mayLoad = new CountDownLatch(1);
    var waiting = client(() -> use("b"));
    ask("a");
    assertThat(waiting.isDone()).isFalse();
    mayLoad.countDown();
    ((Models.Use) waiting.get(50, TimeUnit.SECONDS)).close();
  }

  @Test
  void who_was_asked_longest_ago_makes_room() throws Exception {
    ask("a");
    ask("b");
    ask("a");
    ask("c");
    assertThat(closed).containsExactly("b1");
    assertThat(ready()).containsExactly("a1", "c1");
  }

  @Test
  void a_model_that_is_being_asked_is_closed_when_that_is_over() throws Exception {
    var inUse = use("a");
    assertThat(repository.unload("a")).isEmpty();
    assertThat(ready()).isEmpty();
    assertThat(open).containsExactly("a1");
    inUse.close();
    assertThat(closed.poll(50, TimeUnit.SECONDS)).isEqualTo("a1");
    ask("a");
    assertThat(loaded).containsExactly("a1", "a1");
  }

  @Test
  void a_load_waits_for_the_room_of_models_that_are_being_asked() throws Exception {
    var first = use("a");
    var second = use("b");
    var third = client(() -> use("c"));
    while (ready().contains("a1")) {
      Thread.onSpinWait();
    }
    assertThat(open).contains("a1", "b1");
    first.close();
    ((Models.Use) third.get(50, TimeUnit.SECONDS)).close();
    second.close();
    assertThat(closed).containsExactly("a1");
  }

  @Test
  void a_load_that_waits_for_room_keeps_no_other_from_its_own() throws Exception {
    model("whole", "1", "2Mi");
    model("whole2", "1", "2Mi");
    model("small", "1", "1Mi");
    repository.close();
    repository = opened(3 * MIB, Control.CLIENTS);
    var inUse = use("whole");
    var waiting = client(() -> asked("whole2"));
    var waitingToo = client(() -> asked("whole"));
    while (ready().contains("whole1")) {
      Thread.onSpinWait();
    }
    ask("small");
    inUse.close();
    assertThat(waiting.get(50, TimeUnit.SECONDS)).isEqualTo("whole2");
    assertThat(waitingToo.get(50, TimeUnit.SECONDS)).isEqualTo("whole");
  }

  @Test
  void who_waits_too_long_is_told_and_leaves_nothing_behind() throws Exception {
    var first = use("a");
    var second = use("b");
    var refused =
        (Outcome.Refused<Models.Use>)
            repository.use("c", Optional.empty(), asked(Duration.ofMillis(20)));
    assertThat(refused.refusal().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    first.close();
    second.close();
    ask("b");
  }

  @Test
  void who_leaves_waits_no_longer() throws Exception {
    mayLoad = new CountDownLatch(1);
    var gone =
        new Asked(Tenant.of(Optional.empty()), Deadline.in(Duration.ofSeconds(50)), () -> true);
    assertThatThrownBy(() -> repository.use("a", Optional.empty(), gone))
        .isInstanceOf(ClientGoneException.class);
    mayLoad.countDown();
    ask("a");
    assertThat(repository.unload("a")).isEmpty();
    assertThat(closed.poll(50, TimeUnit.SECONDS)).isEqualTo("a1");
  }

  @Test
  void a_broken_model_is_not_tried_again_at_once() throws Exception {
    var refusal = refused("broken");
    assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
    assertThat(refusal.message())
        .isEqualTo(
            "model \"broken\" version 1 can't be served: spec.model.uri: rubbish; repair it");
    assertThat(refused("broken")).isEqualTo(refusal);
    assertThat(loaded).containsExactly("broken1");
    assertThat(repository.unready("broken", Optional.empty()).orElseThrow().message())
        .contains("rubbish");
    ask("a");
  }

  @Test
  void a_model_that_never_fits_is_refused_by_the_field() throws Exception {
    model("large", "1", "3Mi");
    assertThat(refused("large"))
        .isEqualTo(
            new Refusal(
                ErrorCode.OUT_OF_MEMORY,
                Optional.of("spec.model.repository.memory"),
                "spec.model.repository.memory: model \"large\" version 1 takes 3.1 MB, and all models"
                    + " together may take 2.1 MB; raise it, or deploy a ModelService for this model"));
  }

  @Test
  void no_version_is_the_highest_by_number() throws Exception {
    model("d", "9", "1Mi");
    model("d", "10", "1Mi");
    Files.createDirectories(folder.resolve("d/011"));
    Files.createDirectories(folder.resolve("d/notes"));
    try (var use = use("d")) {
      assertThat(use.version()).isEqualTo("10");
      assertThat(use.versions()).containsExactly("9", "10");
    }
    assertThat(repository.unready("d", Optional.of("9")).orElseThrow().message())
        .isEqualTo("model \"d\" version 9: not loaded; a request loads it");
    assertThat(repository.unready("d", Optional.of("011")).orElseThrow().message())
        .isEqualTo("version: there is no \"011\" here; use \"10\", the highest");
  }

  @Test
  void a_folder_without_versions_is_version_1() throws Exception {
    Files.createDirectories(folder.resolve("plain"));
    Files.writeString(folder.resolve("plain/model.onnx"), "weights");
    try (var use = use("plain")) {
      assertThat(use.version()).isEqualTo("1");
    }
  }

  @Test
  void names_that_lead_elsewhere_lead_nowhere() throws Exception {
    Files.createDirectories(folder.resolveSibling("secret/1"));
    for (var name : List.of("../secret", "..", ".", "", "a/1", "x".repeat(300), "a\u0000")) {
      assertThat(refused(name).code()).as(name).isEqualTo(ErrorCode.NOT_FOUND);
    }
  }

  @Test
  void settings_that_are_wrong_are_told_and_the_others_served() throws Exception {
    Files.writeString(folder.resolve("c/steward.json"), "{\"task\": \"Sing\"}");
    var reopened = opened(2 * MIB, Control.NOBODY);
    try (reopened) {
      assertThat(((Outcome.Done<List<RepositoryEntry>>) reopened.index()).value())
          .filteredOn(entry -> entry.name().equals("c"))
          .singleElement()
          .satisfies(entry ->
              assertThat(entry.unavailable().orElseThrow())
                  .contains("steward.json of model \"c\": task: \"Sing\" is no task"));
    }
  }

  @Test
  void only_where_the_field_says_so_clients_load_and_unload() throws Exception {
    var fixed = opened(2 * MIB, Control.NOBODY);
    try (fixed) {
      for (var refusal : List.of(fixed.load("a", asked()), fixed.unload("a"))) {
        assertThat(refusal.orElseThrow().code()).isEqualTo(ErrorCode.CONTROL_DENIED);
        assertThat(refusal.orElseThrow().message())
            .startsWith("spec.model.repository.control: it is Nobody");
      }
    }
    assertThat(repository.load("a", asked())).isEmpty();
    assertThat(repository.load("a", asked())).isEmpty();
    assertThat(ready()).containsExactly("a1");
    assertThat(loaded).containsExactly("a1");
  }

  @Test
  void a_load_by_hand_takes_files_that_have_changed() throws Exception {
    ask("a");
    Files.writeString(folder.resolve("a/1/model.onnx"), "other weights");
    assertThat(repository.load("a", asked())).isEmpty();
    assertThat(loaded).containsExactly("a1", "a1");
    assertThat(closed.poll(50, TimeUnit.SECONDS)).isEqualTo("a1");
  }

  @Test
  void a_file_is_no_repository() throws Exception {
    folder = Files.writeString(folder.resolve("m.onnx"), "weights");
    assertThatThrownBy(() -> opened(MIB, Control.NOBODY))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("spec.model.uri: it leads to a file");
  }
}
