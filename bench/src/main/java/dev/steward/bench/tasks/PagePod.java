package dev.steward.bench.tasks;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;

/**
 * A pod with the speed it is told: it decodes one image at a time, takes a set time for each, and
 * answers with the image's size and digest, by which a result is known to be its own image's.
 *
 * <p>It stands in for a model because two cores can't be several machines: models that share them
 * are as fast together as one alone, and no distribution could be told from another.
 */
final class PagePod {
  private PagePod() {}

  /** Takes a port and the milliseconds of an image; runs until it is killed. */
  public static void main(String[] arguments) throws IOException {
    var port = Integer.parseInt(arguments[0]);
    var time = Duration.ofMillis(Long.parseLong(arguments[1]));
    var turn = new Semaphore(1, true);
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/v1/ocr",
        exchange -> {
          try (exchange) {
            var image = exchange.getRequestBody().readAllBytes();
            turn.acquireUninterruptibly();
            String text;
            try {
              var end = System.nanoTime() + time.toNanos();
              text = text(image);
              var left = end - System.nanoTime();
              if (left > 0) {
                Thread.sleep(Duration.ofNanos(left));
              }
            } catch (InterruptedException e) {
              throw new IOException(e);
            } finally {
              turn.release();
            }
            var answer =
                "{\"text\":\"%s\",\"lines\":[]}".formatted(text).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    server.start();
  }

  /** What a pod answers to an image. */
  static String text(byte[] image) throws IOException {
    var decoded = ImageIO.read(new ByteArrayInputStream(image));
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(image);
      return "%dx%d %s"
          .formatted(decoded.getWidth(), decoded.getHeight(), HexFormat.of().formatHex(digest));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
