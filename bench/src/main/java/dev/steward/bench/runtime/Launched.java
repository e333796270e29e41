package dev.steward.bench.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server that was started, with all processes that it has started itself.
 *
 * @param port where it answers, once it does
 */
record Launched(Process process, int port) implements AutoCloseable {

  private static final int SECONDS_TO_STOP = 10;
  private static final String SHARE = "Pss:";
  private static final double KIBIBYTES = 1024;

  /**
   * MiB of memory that its processes hold together: of a page that several hold each counts its
   * part (the proportional set size of the kernel's {@code smaps_rollup}).
   */
  double mebibytes() throws IOException {
    double sum = 0;
    for (var each : Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList()) {
      sum += mebibytes(each.pid());
    }
    return sum;
  }

  private static double mebibytes(long pid) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", String.valueOf(pid), "smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith(SHARE))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIBIBYTES)
          .sum();
    }
  }

  /** Ends it and what it has started: not all of them end their workers themselves. */
  @Override
  public void close() {
    var workers = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    workers.forEach(ProcessHandle::destroyForcibly);
  }
}
