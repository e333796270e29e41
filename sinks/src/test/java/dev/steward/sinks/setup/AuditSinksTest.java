package dev.steward.sinks.setup;

import static dev.steward.sinks.Versity.until;

import dev.steward.ledger.volume.FolderReader;
import dev.steward.sinks.Recorded;
import dev.steward.sinks.SinkState;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditSinksTest {

  @TempDir Path folder;

  @Test
  void one_without_its_key_keeps_no_other_back_and_goes_on_when_it_has_it() throws Exception {
    // Nobody listens there: a sink that was set up says so.
    var nowhere = URI.create("http://127.0.0.1:1/");
    var secrets = Files.createDirectories(folder.resolve("secrets"));
    var settings =
        List.of(
            new SinkSettings("hook", new SinkSettings.Webhook(nowhere), Optional.of(secrets)),
            new SinkSettings("collector", new SinkSettings.Otlp(nowhere), Optional.empty()));
    try (var log = new Recorded(folder.resolve("volume"))) {
      log.requests(1);
      log.records();
      try (var sinks =
          AuditSinks.start(
              settings, new FolderReader(log.folder()), log.folder(), Recorded.ROOT, log::tail)) {
        until(() -> failsBy(sinks.states().getFirst(), "key of sink hook"));
        until(() -> failsBy(sinks.states().getLast(), "connect"));
        Files.writeString(secrets.resolve("key"), "whsec_" + "A".repeat(32));
        until(() -> failsBy(sinks.states().getFirst(), "connect"));
      }
    }
  }

  private static boolean failsBy(SinkState state, String problem) {
    return state
        .problem()
        .filter(told -> told.toLowerCase(Locale.ROOT).contains(problem))
        .isPresent();
  }
}
