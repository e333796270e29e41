package dev.steward.gateway.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.keys.InstallationSecret;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a log whose volume isn't what it was. */
class LogFolderTest {
  @TempDir Path root;
  private Optional<String> witnessed = Optional.empty();

  @BeforeEach
  void bringSecret() throws IOException {
    Files.createDirectory(root.resolve("secret"));
    for (var text : InstallationSecret.generate(Optional.empty()).entrySet()) {
      Files.writeString(root.resolve("secret").resolve(text.getKey()), text.getValue());
    }
  }

  private LogFolder folder(String volume, String gateway) {
    return new LogFolder(
        root.resolve(volume),
        root.resolve("secret"),
        gateway,
        name -> witnessed,
        InstantSource.system(),
        Optional.empty());
  }

  /** Opens a log, grows it, and gives the checkpoint that it then had. */
  private String grow(String volume, String gateway, int entries) throws Exception {
    var log = folder(volume, gateway).open();
    for (var i = 0; i < entries; i++) {
      var gap = new Gap(RecordId.random(), Instant.now(), Instant.now(), 1, new Word("test"));
      var _ = log.submit(gap).join();
    }
    log.close();
    return Files.readString(root.resolve(volume).resolve("log/checkpoint"));
  }

  private void copy(String from, String to) throws IOException {
    try (var all = Files.walk(root.resolve(from))) {
      for (var each : all.toList()) {
        var target = root.resolve(to).resolve(root.resolve(from).relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target);
        }
      }
    }
  }

  private Map<String, Long> contents(String volume) throws IOException {
    var contents = new TreeMap<String, Long>();
    try (var all = Files.walk(root.resolve(volume))) {
      all.filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("lock"))
          .forEach(file -> {
            try {
              contents.put(file.toString(), Arrays.hashCode(Files.readAllBytes(file)) + 0L);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return contents;
  }

  private void assertRefused(String volume, String gateway, String why) {
    assertThatThrownBy(
            () -> {
              try (EvidenceLog log = folder(volume, gateway).open()) {
                assertThat(log.size()).isNegative();
              }
            })
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(why);
  }

  @Test
  void a_log_that_contains_what_was_witnessed_is_opened() throws Exception {
    witnessed = Optional.of(grow("volume", "g-0", 3));
    var later = grow("volume", "g-0", 3);
    assertThat(later).contains("\n6\n");
  }

  @Test
  void a_volume_that_was_put_back_is_refused_and_nothing_on_it_changes() throws Exception {
    var _ = grow("volume", "g-0", 3);
    copy("volume", "old");
    witnessed = Optional.of(grow("volume", "g-0", 3));
    var before = contents("old");
    assertRefused("old", "g-0", "it has 3 itself");
    assertThat(contents("old")).isEqualTo(before);
  }

  @Test
  void an_empty_volume_in_its_place_is_refused_and_stays_empty() throws Exception {
    witnessed = Optional.of(grow("volume", "g-0", 3));
    assertRefused("empty", "g-0", "it has 0 itself");
    assertThat(contents("empty")).isEmpty();
  }

  @Test
  void the_volume_of_another_gateway_is_refused() throws Exception {
    var _ = grow("other", "g-1", 9);
    witnessed = Optional.of(grow("volume", "g-0", 3));
    var before = contents("other");
    assertRefused("other", "g-0", "none of the keys");
    assertThat(contents("other")).isEqualTo(before);
  }

  @Test
  void another_history_by_the_same_key_is_refused() throws Exception {
    witnessed = Optional.of(grow("volume", "g-0", 3));
    var kept = witnessed;
    witnessed = Optional.empty();
    var _ = grow("forked", "g-0", 5);
    witnessed = kept;
    assertRefused("forked", "g-0", "doesn't contain the witnessed log");
  }

  @Test
  void a_log_is_not_opened_while_what_was_witnessed_cant_be_read() {
    var folder =
        new LogFolder(
            root.resolve("volume"),
            root.resolve("secret"),
            "g-0",
            name -> {
              throw new IOException("the API server doesn't answer");
            },
            InstantSource.system(),
            Optional.empty());
    assertThatThrownBy(folder::open)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("the API server doesn't answer");
  }

  @Test
  void rubbish_that_was_witnessed_is_told() throws Exception {
    var _ = grow("volume", "g-0", 3);
    witnessed = Optional.of("rubbish");
    assertRefused("volume", "g-0", "the witnessed checkpoint");
  }

  @Test
  void a_missing_secret_is_told() throws Exception {
    Files.delete(root.resolve("secret").resolve("root.key"));
    assertRefused("volume", "g-0", "it lacks root.key");
  }
}
