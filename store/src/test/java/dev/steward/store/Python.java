package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Others' tools that are written in Python; {@code dev/clients} installs them. */
public final class Python {

  private static final Path INSTALLER = Path.of("..", "dev", "clients");

  private Python() {}

  /** The interpreter that has the packages which {@code dev/clients} knows by this name. */
  public static String with(String name) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(INSTALLER.toString(), name)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var folder = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("the status of dev/clients " + name).isZero();
    return Path.of(folder.strip(), "bin", "python").toString();
  }
}
