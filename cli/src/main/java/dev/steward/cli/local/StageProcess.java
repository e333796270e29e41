package dev.steward.cli.local;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LastWords;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.protocol.config.RuntimeConfigJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A later stage in a process of its own, started again when it dies.
 *
 * <p>The process is given its configuration as the first line of its standard input, and ends when
 * that input ends: so it never outlives this one, however this one dies.
 */
final class StageProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StageProcess.class);

  /** One that lived longer was well; its end is the first of a new row. */
  private static final Duration WELL = Duration.ofSeconds(30);

  private static final int MOST_IN_A_ROW = 5;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration LAST_RUNS = Duration.ofSeconds(10);

  private final RuntimeConfig config;
  private final int stage;
  private final List<String> command;
  private final CompletableFuture<LastWords> failure = new CompletableFuture<>();
  private final Thread supervisor;
  private volatile Optional<Process> running = Optional.empty();
  private volatile boolean closed;

  /**
   * Starts it.
   *
   * @param command that computes the stage whose configuration is its first line
   */
  StageProcess(RuntimeConfig config, List<String> command) {
    this.config = config;
    this.stage = config.stage().orElseThrow().index();
    this.command = command;
    supervisor = Thread.ofVirtual().name("stage-supervisor").start(this::supervise);
  }

  /** Is given why, if it can't be kept running; never completes while it can. */
  CompletableFuture<LastWords> failure() {
    return failure;
  }

  private void supervise() {
    int inARow = 0;
    try {
      while (!closed) {
        long begun = System.nanoTime();
        int status = runOnce();
        inARow = System.nanoTime() - begun > WELL.toNanos() ? 1 : inARow + 1;
        if (inARow == MOST_IN_A_ROW) {
          fail(
              "it ended %d times in a row, the last time with status %d".formatted(inARow, status));
          return;
        }
        if (!closed) {
          LOG.warn("stage {} ended with status {} and is started again", stage, status);
          Thread.sleep(PAUSE.multipliedBy(inARow));
        }
      }
    } catch (IOException e) {
      fail("it can't be started: " + e.getMessage());
    } catch (InterruptedException e) {
      LOG.debug("the supervisor of stage {} ends", stage);
    }
  }

  private void fail(String why) {
    failure.complete(
        new LastWords(
            ErrorCode.INTERNAL,
            "--shards: stage %d: %s; see its messages above".formatted(stage, why)));
  }

  private int runOnce() throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    running = Optional.of(process);
    if (closed) {
      process.destroy();
    }
    try {
      var input = process.getOutputStream();
      input.write((RuntimeConfigJson.write(config) + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      LOG.debug("stage {} takes no configuration", stage, e);
    }
    return process.waitFor();
  }

  @Override
  public void close() {
    closed = true;
    supervisor.interrupt();
    running.ifPresent(StageProcess::end);
  }

  private static void end(Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LAST_RUNS.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
