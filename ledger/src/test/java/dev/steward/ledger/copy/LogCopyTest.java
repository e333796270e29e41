package dev.steward.ledger.copy;

import static dev.steward.ledger.World.LONG;
import static dev.steward.ledger.World.SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.World;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.retain.Retention;
import dev.steward.ledger.volume.FolderReader;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCopyTest {

  private final World world = new World("2026-01-01");

  @TempDir Path folder;

  private Path original() {
    return folder.resolve("log");
  }

  private VolumeReader reader() {
    return new FolderReader(original());
  }

  private void live(int requests) throws LedgerException {
    try (var log = EvidenceLog.open(original(), world.settings())) {
      for (var i = 0; i < requests; i++) {
        world.request(log, i % 2 == 0 ? SHORT : LONG);
      }
    }
  }

  /** Reads another, but for what a test does to the bytes of a file. */
  private record Changed(VolumeReader other, String folder, UnaryOperator<Optional<byte[]>> bytes)
      implements VolumeReader {
    @Override
    public Optional<byte[]> read(String file) throws IOException {
      var read = other.read(file);
      return file.startsWith(folder) ? bytes.apply(read) : read;
    }

    @Override
    public List<String> list(String folder) throws IOException {
      return other.list(folder);
    }

    @Override
    public String place() {
      return other.place();
    }
  }

  @Test
  void a_copy_is_a_log_like_the_one_that_was_copied() throws Exception {
    live(150);
    var copy = folder.resolve("copy");
    var checkpoint = LogCopy.take(reader(), copy);
    assertThat(checkpoint.size()).isEqualTo(300);
    var report = world.verified(new FolderReader(copy));
    assertThat(report.findings()).isEmpty();
    assertThat(report).isEqualTo(world.verified(reader()));
    EvidenceLog.open(copy, world.settings()).close();
    assertThat(world.verified(new FolderReader(copy)).findings()).isEmpty();
  }

  @Test
  void buckets_of_every_name_that_a_log_gives_are_copied() throws Exception {
    var both =
        new Retention(List.of(Period.ofMonths(1), Period.ofDays(30)), List.of(Period.ofMonths(2)));
    try (var log = EvidenceLog.open(original(), world.settings())) {
      world.request(log, both);
      world.request(log, Retention.between(Period.ZERO, Period.ofDays(5)));
    }
    var copy = folder.resolve("copy");
    LogCopy.take(reader(), copy);
    var report = world.verified(new FolderReader(copy));
    assertThat(report.findings()).isEmpty();
    assertThat(report.records()).isEqualTo(4);
  }

  @Test
  void a_log_is_copied_while_it_is_written_to() throws Exception {
    var ended = new AtomicBoolean();
    try (var log = EvidenceLog.open(original(), world.settings());
        var writers = Executors.newFixedThreadPool(2)) {
      world.request(log, LONG);
      log.hurry();
      var writing =
          Stream.generate(() ->
                  writers.submit(() -> {
                    while (!ended.get()) {
                      world.request(log, LONG);
                      world.request(log, SHORT);
                    }
                    return ended;
                  }))
              .limit(2)
              .toList();
      try {
        for (var i = 0; i < 5; i++) {
          log.hurry();
          var copy = folder.resolve("copy-" + i);
          var checkpoint = LogCopy.take(reader(), copy);
          assertThat(world.verified(new FolderReader(copy)).findings()).isEmpty();
          try (var opened = EvidenceLog.open(copy, world.settings())) {
            assertThat(opened.size()).isGreaterThanOrEqualTo(checkpoint.size());
          }
          var report = world.verified(new FolderReader(copy));
          assertThat(report.findings()).isEmpty();
          assertThat(report.open()).isZero();
        }
      } finally {
        ended.set(true);
      }
      for (var one : writing) {
        one.get();
      }
    }
  }

  @Test
  void what_is_taken_away_meanwhile_begins_the_copy_anew() throws Exception {
    live(4);
    var first = new AtomicBoolean(true);
    var moving =
        new Changed(
            reader(), "records/", bytes -> first.getAndSet(false) ? Optional.empty() : bytes);
    var copy = folder.resolve("copy");
    LogCopy.take(moving, copy);
    assertThat(first).isFalse();
    assertThat(world.verified(new FolderReader(copy)).findings()).isEmpty();
  }

  @Test
  void a_log_that_never_stands_still_is_given_up() throws Exception {
    live(4);
    var moving = new Changed(reader(), "records/", _ -> Optional.empty());
    assertThatThrownBy(() -> LogCopy.take(moving, folder.resolve("copy")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("it changed too fast to be copied");
    assertThat(folder.resolve("copy")).isEmptyDirectory();
  }

  @Test
  void nothing_is_written_where_something_is() throws Exception {
    live(1);
    var copy = Files.createDirectories(folder.resolve("copy"));
    Files.writeString(copy.resolve("mine"), "text");
    assertThatThrownBy(() -> LogCopy.take(reader(), copy))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("it isn't empty");
    assertThat(copy.resolve("log")).doesNotExist();
  }

  @Test
  void names_that_no_log_gives_lead_nowhere() throws Exception {
    live(1);
    var hostile =
        new VolumeReader() {
          @Override
          public Optional<byte[]> read(String file) throws IOException {
            return file.contains("..") ? Optional.of(new byte[1]) : reader().read(file);
          }

          @Override
          public List<String> list(String of) throws IOException {
            return Stream.concat(
                    reader().list(of).stream(),
                    Stream.of("..", "../../out", "../../000000000001.records", "../../1.key"))
                .toList();
          }

          @Override
          public String place() {
            return "hostile";
          }
        };
    LogCopy.take(hostile, folder.resolve("deep/er/copy"));
    try (var all = Files.walk(folder.resolve("deep"))) {
      assertThat(all.filter(Files::isRegularFile))
          .allMatch(file -> file.startsWith(folder.resolve("deep/er/copy")))
          .noneMatch(file -> file.toString().contains("out"));
    }
    assertThat(world.verified(new FolderReader(folder.resolve("deep/er/copy"))).findings())
        .isEmpty();
  }

  @Test
  void a_checkpoint_that_claims_too_much_is_refused() throws Exception {
    live(1);
    var claiming =
        new Changed(
            reader(),
            "log/checkpoint",
            bytes ->
                bytes.map(text ->
                    new String(text, StandardCharsets.UTF_8)
                        .replaceFirst("\n2\n", "\n999999999999999\n")
                        .getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(() -> LogCopy.take(claiming, folder.resolve("copy")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("more entries than any log has");
  }
}
