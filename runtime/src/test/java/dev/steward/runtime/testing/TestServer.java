package dev.steward.runtime.testing;

import dev.steward.core.error.LastWords;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.ModelServer;
import dev.steward.runtime.ServerSettings;
import dev.steward.store.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A real server on free ports, and a client of it. */
public final class TestServer implements AutoCloseable {

  private final ModelServer server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestServer(ModelServer server) {
    this.server = server;
  }

  /** Serves {@code model} under the name {@code m} and waits until it is ready. */
  public static TestServer of(Path model, ModelTask task) {
    return of(model, task, settings -> settings);
  }

  /** The same with other settings. */
  public static TestServer of(Path model, ModelTask task, UnaryOperator<ServerSettings> change) {
    return ready(starting(model, task, change));
  }

  private static TestServer ready(TestServer server) {
    try {
      var words = server.server.awaitLoaded();
      if (words.isPresent()) {
        server.close();
        throw new AssertionError(words.get());
      }
      return server;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The same, told to compute at most so many rows of different requests together. */
  public static TestServer batching(Path model, ModelTask task, int maxBatch) {
    var config = config(model, task).withMaxBatch(Optional.of(maxBatch));
    return ready(starting(config, settings -> settings));
  }

  /** Serves the models of a repository and waits until it is open. */
  public static TestServer repository(
      Path folder, RepositoryConfig repository, UnaryOperator<ServerSettings> change) {
    var config = config(folder, ModelTask.TENSOR).withRepository(Optional.of(repository));
    return ready(starting(config, change));
  }

  private static RuntimeConfig config(Path model, ModelTask task) {
    return new RuntimeConfig(
        "m", new ModelUri.LocalFile(model.toAbsolutePath().toString()), Optional.empty(), task);
  }

  /** The same without waiting. */
  public static TestServer starting(
      Path model, ModelTask task, UnaryOperator<ServerSettings> change) {
    return starting(config(model, task), change);
  }

  private static TestServer starting(RuntimeConfig config, UnaryOperator<ServerSettings> change) {
    var places = new Places(Path.of("/nonexistent"), Path.of("target", "cache").toAbsolutePath());
    return new TestServer(
        ModelServer.start(
            config, change.apply(ServerSettings.forThisMachine("127.0.0.1", 0, 0, places))));
  }

  /** The server itself. */
  public ModelServer server() {
    return server;
  }

  /** Why it couldn't load its model. */
  public LastWords lastWords() throws InterruptedException {
    return server.awaitLoaded().orElseThrow();
  }

  /** Posts JSON. */
  public HttpResponse<String> post(String path, String json) {
    return send(
        request(path)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  /** Gets from the port for inference. */
  public HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  /** Gets from the port for probes. */
  public HttpResponse<String> admin(String path) {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.adminPort() + path))
            .GET()
            .build());
  }

  /** A request to a path of the port for inference. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(60));
  }

  /** Sends. */
  public HttpResponse<String> send(HttpRequest request) {
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Sends, and reads the answer's body as {@code body} does. */
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
    try {
      return http.send(request, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close();
    http.close();
  }
}
