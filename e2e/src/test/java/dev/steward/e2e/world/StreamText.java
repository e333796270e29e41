package dev.steward.e2e.world;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Reads a program's output while it runs, so that it never waits for a full pipe. */
final class StreamText {

  private final CompletableFuture<String> text = new CompletableFuture<>();

  StreamText(InputStream stream) {
    Thread.ofVirtual()
        .start(() -> {
          try (stream) {
            text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
          } catch (IOException e) {
            text.completeExceptionally(e);
          }
        });
  }

  /** All of it, once the program has closed it. */
  String text() {
    return text.join();
  }
}
