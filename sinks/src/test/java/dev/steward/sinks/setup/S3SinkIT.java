package dev.steward.sinks.setup;

import static dev.steward.sinks.Versity.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.task.DataPath;
import dev.steward.ledger.volume.FolderReader;
import dev.steward.sinks.Recorded;
import dev.steward.sinks.SinkState;
import dev.steward.sinks.Versity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sink over a real server of the S3 protocol (versitygw), which is killed in the middle. */
class S3SinkIT {

  @TempDir Path folder;

  /** Indices of all lines of all objects. */
  private Set<Long> stored() throws IOException {
    var indices = new TreeSet<Long>();
    try (var files = Files.walk(folder.resolve("buckets/evidence"))) {
      for (var file : files.filter(one -> one.toString().endsWith(".jsonl")).toList()) {
        for (var line : Files.readAllLines(file)) {
          indices.add(Long.parseLong(line.replaceAll(".*\"index\":([0-9]+),.*", "$1")));
        }
      }
    }
    return indices;
  }

  private static SinkState state(AuditSinks sinks) {
    return sinks.states().getFirst();
  }

  @Test
  void everything_is_in_the_store_though_it_was_killed_in_the_middle() throws Exception {
    try (var server = Versity.start(folder, "evidence");
        var log = new Recorded(folder.resolve("volume"))) {
      var settings =
          new SinkSettings(
              "archive",
              new SinkSettings.S3(new DataPath.S3("evidence", "steward")),
              Optional.of(server.secrets()));
      // More than fits into one object, so that nobody lingers.
      log.requests(2100);
      log.records();
      try (var sinks =
          AuditSinks.start(
              List.of(settings),
              new FolderReader(log.folder()),
              log.folder(),
              Recorded.ROOT,
              log::tail)) {
        until(() -> state(sinks).next() == 4096);
        server.kill();
        log.requests(2100);
        log.records();
        until(() -> state(sinks).failures() > 0);
        assertThat(state(sinks).problem().orElseThrow()).contains("the object store fails");
        server.startAgain();
        until(() -> state(sinks).next() >= 8192);
      }
    }
    assertThat(stored()).containsAll(LongStream.range(0, 8192).boxed().toList());
  }
}
