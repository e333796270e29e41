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
 * says OK.
 */
class OpenAiClientsIT {

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
                Path.of("."), python(), OthersClients.script("client.py"), url, "CHAT"))
        .endsWith("OK\n");
  }

  @Test
  void python_s_client_gets_embeddings(@TempDir Path folder) throws Exception {
    try (var embeddings = TestServer.of(MiniLm.in(folder.resolve("minilm")), ModelTask.EMBEDDING)) {
      assertThat(
              OthersClients.run(
                  Path.of("."),
                  python(),
                  OthersClients.script("client.py"),
                  url(embeddings),
                  "EMBED"))
          .endsWith("OK\n");
    }
  }

  @Test
  void node_s_client_works(@TempDir Path folder) throws Exception {
    // Node looks for packages beside the script.
    Files.createSymbolicLink(
        folder.resolve("node_modules"),
        OthersClients.folder("openai-node").resolve("node_modules"));
    Files.copy(Path.of(OthersClients.script("client.mjs")), folder.resolve("client.mjs"));
    assertThat(OthersClients.run(folder, "node", "client.mjs", url(server))).endsWith("OK\n");
  }

  private static String url(TestServer server) {
    return server.request("").build().uri().toString();
  }

  private static String python() throws Exception {
    return OthersClients.python("openai");
  }
}
