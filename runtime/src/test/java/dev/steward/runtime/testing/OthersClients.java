package dev.steward.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Clients that others wrote, unchanged, each in a process of its own that runs a script of ours.
 * {@code dev/clients} installs them and knows their versions.
 */
public final class OthersClients {

  private static final Path INSTALLER = Path.of("..", "dev", "clients").toAbsolutePath();
  private static final Path SCRIPTS =
      Path.of("src", "test", "resources", "clients").toAbsolutePath();

  private OthersClients() {}

  /** The path of a script. */
  public static String script(String name) {
    return SCRIPTS.resolve(name).toString();
  }

  /** The folder of a client that {@code dev/clients} knows by this name. */
  public static Path folder(String name) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(INSTALLER.toString(), name)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return Path.of(said(process, "dev/clients fails: see what it said above").strip());
  }

  /** The interpreter of a client that is a package of Python's. */
  public static String python(String name) throws IOException, InterruptedException {
    return folder(name).resolve("bin").resolve("python").toString();
  }

  /** What a command says that succeeds, in a folder. */
  public static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    return said(process, "");
  }

  private static String said(Process process, String otherwise)
      throws IOException, InterruptedException {
    try (var out = process.getInputStream()) {
      var said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said + otherwise).isZero();
      return said;
    } catch (IOException e) {
      process.destroy();
      throw e;
    }
  }
}
