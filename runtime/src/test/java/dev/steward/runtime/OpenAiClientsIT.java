package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.OthersClients;
import dev.steward.runtime.testing.SmolLm;
import dev.steward.runtime.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
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
    assertThat(
            OthersClients.run(
                OthersClients.FOLDER, python(), OthersClients.script("client.py"), url, "CHAT"))
        .endsWith("OK\n");
  }

  @Test
  void python_s_client_gets_embeddings(@TempDir Path folder) throws Exception {
    try (var embeddings = TestServer.of(MiniLm.in(folder.resolve("minilm")), ModelTask.EMBEDDING)) {
      assertThat(
              OthersClients.run(
                  OthersClients.FOLDER,
                  python(),
                  OthersClients.script("client.py"),
                  url(embeddings),
                  "EMBED"))
          .endsWith("OK\n");
    }
  }

  @Test
  void node_s_client_works() throws Exception {
    var folder = OthersClients.FOLDER.resolve("node");
    if (!Files.exists(folder.resolve("node_modules/openai/package.json"))) {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("package.json"), "{\"private\": true}");
      OthersClients.run(
          folder, "npm", "install", "--silent", "--ignore-scripts", "--no-audit", NODE_PACKAGE);
    }
    // Beside its package, where Node looks for it.
    Files.writeString(
        folder.resolve("client.mjs"),
        Files.readString(Path.of(OthersClients.script("client.mjs"))));
    assertThat(OthersClients.run(folder, "node", "client.mjs", url(server))).endsWith("OK\n");
  }

  private static String url(TestServer server) {
    return server.request("").build().uri().toString();
  }

  private static String python() throws Exception {
    return OthersClients.python("python", PYTHON_PACKAGE);
  }
}
