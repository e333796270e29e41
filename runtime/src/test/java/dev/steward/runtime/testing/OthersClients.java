package dev.steward.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients that others wrote, unchanged, each in a process of its own that runs a script of ours.
 */
public final class OthersClients {

  /** Where they are installed, once for each build folder. */
  public static final Path FOLDER = Path.of("target", "clients").toAbsolutePath();

  private static final Path SCRIPTS =
      Path.of("src", "test", "resources", "clients").toAbsolutePath();

  private OthersClients() {}

  /** The path of a script. */
  public static String script(String name) {
    return SCRIPTS.resolve(name).toString();
  }

  /**
   * An interpreter that has packages of PyPI.
   *
   * @param name of its folder
   */
  public static String python(String name, String... packages)
      throws IOException, InterruptedException {
    var folder = FOLDER.resolve(name);
    var interpreter = folder.resolve("bin").resolve("python").toString();
    var done = folder.resolve("installed");
    if (!Files.exists(done)) {
      Files.createDirectories(FOLDER);
      run(FOLDER, "python3", "-m", "venv", folder.toString());
      var install = new ArrayList<>(List.of(interpreter, "-m", "pip", "install", "--quiet"));
      install.addAll(List.of(packages));
      run(FOLDER, install.toArray(String[]::new));
      Files.writeString(done, String.join(" ", packages));
    }
    return interpreter;
  }

  /** What a command says that succeeds. */
  public static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try (var out = process.getInputStream()) {
      var said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      return said;
    } catch (IOException e) {
      process.destroy();
      throw e;
    }
  }
}
