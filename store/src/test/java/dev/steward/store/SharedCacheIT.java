package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One cache and several processes, some of which are killed. */
class SharedCacheIT {

  private static final AtomicInteger SEEDS = new AtomicInteger(1000);
  private static final int SIZE = 300_000;
  private static Path folders;
  private static FakeRegistry registry;

  @TempDir private Path folder;

  @BeforeAll
  static void start(@TempDir Path made) throws Exception {
    folders = made;
    registry = new FakeRegistry(OwnCertificate.make(made));
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  private CacheProcess process(String uri, long bytes) throws IOException {
    return CacheProcess.start(folders, folder.resolve("cache"), bytes, uri);
  }

  private static byte[] bytes() {
    var bytes = new byte[SIZE];
    new Random(SEEDS.incrementAndGet()).nextBytes(bytes);
    return bytes;
  }

  private static long asked(byte[] blob) {
    var digest = Pulls.digest(blob).text();
    return registry.asked().stream().filter(line -> line.startsWith(digest)).count();
  }

  /** Bytes that the cache takes on its volume, each file once. */
  private long held() throws IOException {
    var seen = new HashSet<Object>();
    long sum = 0;
    try (var files = Files.walk(folder.resolve("cache"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (seen.add(Files.getAttribute(file, "unix:ino"))) {
          sum += Files.size(file);
        }
      }
    }
    return sum;
  }

  @Test
  void processes_that_want_one_model_at_once_bring_it_once() throws Exception {
    var model = bytes();
    var uri = registry.model("once", "model.onnx", model);
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    registry.answers(
        model,
        (exchange, attempt) -> {
          begun.countDown();
          await(go);
          FakeRegistry.rest(exchange, model, model.length);
        });
    try (var one = process(uri, 1_000_000)) {
      begun.await();
      try (var other = process(uri, 1_000_000)) {
        go.countDown();
        var path = one.line();
        assertThat(Path.of(path).resolve("model.onnx")).hasBinaryContent(model);
        assertThat(other.line()).isEqualTo(path);
      }
    }
    assertThat(asked(model)).isEqualTo(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void what_a_killed_process_had_brought_is_gone_on_with() throws Exception {
    var model = bytes();
    var uri = registry.model("killed", "model.onnx", model);
    var half = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    registry.answers(
        model,
        (exchange, attempt) -> {
          if (attempt == 1) {
            FakeRegistry.rest(exchange, model, 200_000);
            half.countDown();
            await(never);
          } else {
            FakeRegistry.rest(exchange, model, model.length);
          }
        });
    var part = folder.resolve("cache/sha256/" + Pulls.digest(model).hex() + ".part");
    try (var killed = process(uri, 1_000_000)) {
      half.await();
      while (!Files.isRegularFile(part) || Files.size(part) < 200_000) {
        Thread.onSpinWait();
      }
      killed.kill();
    }
    never.countDown();
    try (var next = process(uri, 1_000_000)) {
      assertThat(Path.of(next.line()).resolve("model.onnx")).hasBinaryContent(model);
    }
    assertThat(registry.asked()).contains(Pulls.digest(model).text() + " bytes=200000-");
    assertThat(part).doesNotExist();
  }

  @Test
  void what_was_used_longest_ago_goes_and_never_what_is_used() throws Exception {
    var first = registry.model("lru-a", "model.onnx", bytes());
    var second = registry.model("lru-b", "model.onnx", bytes());
    var third = registry.model("lru-c", "model.onnx", bytes());
    try (var using = process(first, 700_000)) {
      var used = Path.of(using.line());
      Path gone;
      try (var ended = process(second, 700_000)) {
        gone = Path.of(ended.line());
        assertThat(gone).isDirectory();
      }
      try (var last = process(third, 700_000)) {
        assertThat(Path.of(last.line())).isDirectory();
        assertThat(used.resolve("model.onnx")).hasSize(SIZE);
        assertThat(gone).doesNotExist();
        assertThat(held()).isLessThanOrEqualTo(700_000);
      }
    }
  }

  @Test
  void where_all_that_is_kept_is_used_the_next_model_is_refused() throws Exception {
    var first = registry.model("full-a", "model.onnx", bytes());
    var second = registry.model("full-b", "model.onnx", bytes());
    try (var using = process(first, 500_000)) {
      var used = Path.of(using.line());
      try (var refused = process(second, 500_000)) {
        assertThat(refused.line())
            .startsWith("disk_full: spec.model.cache.size: the model needs 300000 bytes")
            .endsWith("raise it, or use another claim");
      }
      assertThat(used.resolve("model.onnx")).hasSize(SIZE);
      using.kill();
      try (var taken = process(second, 500_000)) {
        assertThat(Path.of(taken.line())).isDirectory();
      }
      assertThat(used).doesNotExist();
    }
  }

  @Test
  void models_share_the_files_that_they_have_in_common() throws Exception {
    var common = bytes();
    var one = registry.model("common-a", "model.onnx", common);
    var other = registry.model("common-b", "other.onnx", common);
    try (var first = process(one, 1_000_000);
        var second = process(other, 1_000_000)) {
      assertThat(Path.of(first.line()).resolve("model.onnx")).hasBinaryContent(common);
      assertThat(Path.of(second.line()).resolve("other.onnx")).hasBinaryContent(common);
    }
    assertThat(asked(common)).isEqualTo(1);
    assertThat(held()).isLessThan(SIZE + 1000);
  }
}
