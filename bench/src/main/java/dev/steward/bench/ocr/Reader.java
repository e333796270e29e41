package dev.steward.bench.ocr;

import dev.steward.bench.Background;
import dev.steward.bench.Checkout;
import dev.steward.bench.Ports;
import dev.steward.bench.RuntimeProcess;
import dev.steward.bench.load.ClosedLoop;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server that reads images, all of them with the same models.
 *
 * @param called as figures name it
 */
record Reader(String called, int port, Background process) implements AutoCloseable {

  /** Where {@code dev/models} lays them out. */
  private static final String MODELS = ".state/models/ocr";

  private static final String PEER = ".state/peers/rapidocr/bin/python";

  /**
   * Steward's runtime.
   *
   * @param maxBatch lines that it looks at together at most; empty: as it does by itself
   */
  static Reader steward(String called, Checkout checkout, Optional<Integer> maxBatch)
      throws IOException {
    var folder = folder(checkout).resolve(called);
    int port = Ports.free();
    var config =
        new RuntimeConfig(
                "ocr",
                new ModelUri.LocalFile(checkout.root().resolve(MODELS).toString()),
                Optional.empty(),
                ModelTask.IMAGE_TEXT)
            .withMaxBatch(maxBatch);
    var builder =
        RuntimeProcess.builder(config, folder, folder.resolve("cache"), port, 0)
            .redirectError(folder.resolve("errors").toFile());
    return new Reader(called, port, Background.start(builder));
  }

  /** Whether RapidOCR could be installed here. */
  static boolean hasPeer(Checkout checkout) {
    return Files.isExecutable(checkout.root().resolve(PEER));
  }

  /** RapidOCR in as many processes, with as many threads each. */
  static Reader peer(String called, Checkout checkout, int processes, int threads)
      throws IOException {
    var folder = Files.createDirectories(folder(checkout));
    int port = Ports.free();
    var builder =
        new ProcessBuilder(checkout.root().resolve(PEER).toString(), "rapidocr_server.py")
            .directory(checkout.root().resolve("bench/peers").toFile())
            .redirectError(folder.resolve(called + ".log").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "PEER_MODEL", checkout.root().resolve(MODELS).toString(),
                "PEER_WORKERS", String.valueOf(processes),
                "PEER_THREADS", String.valueOf(threads),
                "PEER_PORT", String.valueOf(port),
                "PYTHONDONTWRITEBYTECODE", "1"));
    return new Reader(called, port, Background.start(builder));
  }

  private static Path folder(Checkout checkout) {
    return checkout.root().resolve(".state/bench/ocr");
  }

  /** Clients that send these pages, each its own over and over. */
  ClosedLoop clients(List<Scan> pages) {
    return ClosedLoop.of(pages.stream().map(page -> page.asks(port)).toList());
  }

  /** The share of a page's lines that are in the answer as they were drawn. */
  double right(HttpClient http, Scan page) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/ocr"))
            .header("content-type", "image/png")
            .POST(HttpRequest.BodyPublishers.ofByteArray(page.png()))
            .build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    long right =
        page.lines().stream().filter(line -> answer.contains("\"text\":\"" + line + "\"")).count();
    return (double) right / page.lines().size();
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
