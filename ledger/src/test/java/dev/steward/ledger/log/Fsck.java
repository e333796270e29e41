package dev.steward.ledger.log;

import dev.steward.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** What Tessera's fsck says of a log. */
public sealed interface Fsck {

  /** All of it is right. */
  record Sound(long size) implements Fsck {}

  /** Something isn't. */
  record Broken(String output) implements Fsck {}

  /** Checks the tlog-tiles log in a folder; its exit code says nothing, so its words are read. */
  static Fsck run(Path log, VerifierKey key) throws IOException, InterruptedException {
    var program =
        Optional.ofNullable(System.getenv("STEWARD_TEST_FSCK"))
            .orElseThrow(() ->
                new IllegalStateException(
                    "STEWARD_TEST_FSCK names no program; run the test by ./dev/test it"));
    var keyFile = Files.writeString(Files.createTempFile("log", ".pub"), key.text());
    try {
      var process =
          new ProcessBuilder(
                  program,
                  "--storage_url=file://" + log,
                  "--public_key=" + keyFile,
                  "--ui=false",
                  "--logtostderr")
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      var success = Pattern.compile("Successfully fsck'd log with size (\\d+)").matcher(output);
      return success.find() ? new Sound(Long.parseLong(success.group(1))) : new Broken(output);
    } finally {
      Files.delete(keyFile);
    }
  }
}
