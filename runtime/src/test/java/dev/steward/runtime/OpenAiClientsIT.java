package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.SmolLm;
import dev.steward.runtime.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenAI's own clients for Python and Node, unchanged, against a running server: each script in
 * {@code src/test/resources/clients} asks for texts, turns, streams, JSON and calls of tools, and
 * says OK. They come from PyPI and npm, once for each build folder.
 */
class OpenAiClientsIT {

  private static final String PYTHON_PACKAGE = "openai==3.57.0";
  private static final String NODE_PACKAGE = "openai@7.57.0";
  private static final Path SCRIPTS =
      Path.of("src", "test", "resources", "clients").toAbsolutePath();
  private static final Path CLIENTS = Path.of("target", "clients").toAbsolutePath();

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.of(SmolLm.folder(), ModelTask.GENERATION);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void python_s_client_works() throws Exception {
    var url = url(server);
    assertThat(run(CLIENTS, python(), script("client.py"), url, "CHAT")).endsWith("OK\n");
  }

  @Test
  void python_s_client_gets_embeddings(@TempDir Path folder) throws Exception {
    try (var embeddings = TestServer.of(MiniLm.in(folder.resolve("minilm")), ModelTask.EMBEDDING)) {
      assertThat(run(CLIENTS, python(), script("client.py"), url(embeddings), "EMBED"))
          .endsWith("OK\n");
    }
  }

  @Test
  void node_s_client_works() throws Exception {
    var folder = CLIENTS.resolve("node");
    if (!Files.exists(folder.resolve("node_modules/openai/package.json"))) {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("package.json"), "{\"private\": true}");
      run(folder, "npm", "install", "--silent", "--ignore-scripts", "--no-audit", NODE_PACKAGE);
    }
    // Beside its package, where Node looks for it.
    Files.writeString(
        folder.resolve("client.mjs"), Files.readString(SCRIPTS.resolve("client.mjs")));
    assertThat(run(folder, "node", "client.mjs", url(server))).endsWith("OK\n");
  }

  private static String url(TestServer server) {
    return server.request("").build().uri().toString();
  }

  private static String script(String name) {
    return SCRIPTS.resolve(name).toString();
  }

  /** An interpreter that has the package. */
  private static String python() throws Exception {
    var folder = CLIENTS.resolve("python");
    var interpreter = folder.resolve("bin").resolve("python");
    var done = folder.resolve("installed");
    if (!Files.exists(done)) {
      Files.createDirectories(CLIENTS);
      run(CLIENTS, "python3", "-m", "venv", folder.toString());
      run(CLIENTS, interpreter.toString(), "-m", "pip", "install", "--quiet", PYTHON_PACKAGE);
      Files.writeString(done, PYTHON_PACKAGE);
    }
    return interpreter.toString();
  }

  private static String run(Path folder, String... command) throws Exception {
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
