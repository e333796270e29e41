package dev.steward.sinks.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.task.DataPath;
import dev.steward.ledger.away.AwayReader;
import dev.steward.ledger.note.Origin;
import dev.steward.ledger.volume.Depot;
import dev.steward.ledger.volume.FolderReader;
import dev.steward.sinks.Recorded;
import dev.steward.sinks.Versity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that leave for a real server of the S3 protocol (versitygw), which is killed between. */
class S3SealingIT {

  private static final Origin ORIGIN = new Origin(Recorded.ORIGIN);
  private static final int REQUESTS = 2000;

  /** All of it is due by then. */
  private static final Instant LATER = Instant.parse("2029-01-01T12:00:00Z");

  @TempDir Path folder;
  private Path volume = Path.of("");

  @BeforeEach
  void record() throws Exception {
    volume = folder.resolve("volume");
    try (var log = new Recorded(volume)) {
      log.requests(REQUESTS);
    }
  }

  private static SealingSettings settings(Versity server) throws IOException {
    return new SealingSettings(
        new DataPath.S3("evidence", "steward"), Optional.of(server.secrets()), Duration.ZERO);
  }

  private Recorded open(Depot depot, Instant now) throws Exception {
    return new Recorded(volume, now, Optional.of(depot));
  }

  private Path objects(Versity server) {
    return server.buckets().resolve("evidence/steward").resolve(Recorded.ORIGIN);
  }

  @Test
  void files_leave_though_the_store_is_killed_and_all_of_it_is_found_there() throws Exception {
    try (var server = Versity.start(folder, "evidence")) {
      server.kill();
      try (var log = open(settings(server).depot(ORIGIN), Recorded.NOW)) {
        assertThat(log.seal().problem().orElseThrow()).contains("the object store fails");
        assertThat(Recorded.verified(new FolderReader(volume), Recorded.NOW).findings()).isEmpty();
        server.startAgain();
        assertThat(log.seal().problem()).isEmpty();
        log.requests(10);
      }
      assertThat(volume.resolve("log/tile/entries/000")).doesNotExist();
      assertThat(objects(server).resolve("log/tile/entries/000")).exists();
      try (var depot = settings(server).depot(ORIGIN)) {
        var report =
            Recorded.verified(new AwayReader(new FolderReader(volume), depot), Recorded.NOW);
        assertThat(report.findings()).isEmpty();
        assertThat(report.decrypted()).isEqualTo(2 * REQUESTS + 20);
        var some = "log/tile/entries/000";
        assertThat(depot.read(some, 72, 72).orElseThrow())
            .isEqualTo(java.util.Arrays.copyOfRange(depot.read(some).orElseThrow(), 72, 144));
        assertThat(depot.read(some, 1 << 20, 72).orElseThrow()).isEmpty();
        assertThat(depot.read("log/tile/entries/999", 0, 72)).isEmpty();
      }
    }
  }

  @Test
  void what_is_due_is_destroyed_there_too_once_the_store_is_back() throws Exception {
    try (var server = Versity.start(folder, "evidence")) {
      try (var log = open(settings(server).depot(ORIGIN), Recorded.NOW)) {
        assertThat(log.seal().problem()).isEmpty();
      }
      server.kill();
      try (var log = open(settings(server).depot(ORIGIN), LATER)) {
        assertThat(log.purge().unfinished()).hasSize(1);
        server.startAgain();
        assertThat(log.purge().purged()).hasSize(1);
      }
      try (var files = Files.walk(objects(server))) {
        assertThat(files.filter(file -> file.toString().endsWith(".records"))).isEmpty();
      }
      try (var depot = settings(server).depot(ORIGIN)) {
        var report = Recorded.verified(new AwayReader(new FolderReader(volume), depot), LATER);
        assertThat(report.findings()).isEmpty();
        assertThat(report.receipts().getFirst().set().count()).isEqualTo(2 * REQUESTS);
      }
    }
  }

  @Test
  void a_copy_that_is_brought_back_together_is_whole() throws Exception {
    try (var server = Versity.start(folder, "evidence")) {
      try (var log = open(settings(server).depot(ORIGIN), Recorded.NOW)) {
        assertThat(log.seal().problem()).isEmpty();
      }
      try (var files = Files.walk(objects(server))) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          var home = volume.resolve(objects(server).relativize(file));
          Files.createDirectories(home.getParent());
          Files.copy(file, home, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    assertThat(Recorded.verified(new FolderReader(volume), Recorded.NOW).findings()).isEmpty();
  }
}
