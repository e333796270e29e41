package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tools of PyPI, installed once for each build folder. */
public final class Python {

  private Python() {}

  /** An interpreter that has packages, in a folder of that name. */
  public static String with(String name, String... packages)
      throws IOException, InterruptedException {
    var folder = Path.of("target", "clients", name).toAbsolutePath();
    var python = folder.resolve("bin").resolve("python").toString();
    var done = folder.resolve("installed");
    if (!Files.exists(done)) {
      run("python3", "-m", "venv", folder.toString());
      var install = new ArrayList<>(List.of(python, "-m", "pip", "install", "--quiet"));
      install.addAll(List.of(packages));
      run(install.toArray(String[]::new));
      Files.writeString(done, String.join(" ", packages));
    }
    return python;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
