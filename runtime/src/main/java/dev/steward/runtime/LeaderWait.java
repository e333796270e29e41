package dev.steward.runtime;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the process of a group's leader runs, so that a rank which starts finds whom it is to
 * join: engines that shard a model give up where their leader isn't there yet.
 */
final class LeaderWait {

  /**
   * What bounds the wait in truth is the leader: it is started again or given up on by its own
   * probes. Its image may take long to come, and that is no failure.
   */
  static final Duration AT_MOST = Duration.ofMinutes(30);

  private static final Logger LOG = LoggerFactory.getLogger(LeaderWait.class);
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final int OK = 200;

  private final URI livez;
  private final Duration pause;

  /**
   * A wait for a leader.
   *
   * @param livez where its process tells that it runs
   * @param pause between two tries
   */
  LeaderWait(URI livez, Duration pause) {
    this.livez = livez;
    this.pause = pause;
  }

  /** What came of it. */
  enum Outcome {
    RUNS,
    GAVE_UP
  }

  /**
   * Waits.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   */
  Outcome await(Duration atMost) throws InterruptedException {
    LOG.info("waiting for the leader at {}", livez);
    var deadline = System.nanoTime() + atMost.toNanos();
    try (var client = HttpClient.newBuilder().connectTimeout(ANSWER).build()) {
      while (!runs(client)) {
        if (System.nanoTime() - deadline >= 0) {
          return Outcome.GAVE_UP;
        }
        Thread.sleep(pause);
      }
    }
    LOG.info("the leader runs");
    return Outcome.RUNS;
  }

  private boolean runs(HttpClient client) throws InterruptedException {
    try {
      var request = HttpRequest.newBuilder(livez).timeout(ANSWER).build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException e) {
      LOG.debug("{}: {}", livez, e.toString());
      return false;
    }
  }
}
