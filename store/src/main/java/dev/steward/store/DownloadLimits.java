package dev.steward.store;

import java.time.Duration;

/**
 * The bounds of one download.
 *
 * @param bytes the largest file taken
 * @param connect for a connection
 * @param stall how long a server may send nothing
 * @param whole for all attempts and pauses together
 * @param attempts how many attempts in a row may end without a new byte
 * @param firstPause before the second attempt; each next one is up to twice as long
 * @param longestPause no pause of our own is longer; a server's Retry-After is heeded up to it too
 */
public record DownloadLimits(
    long bytes,
    Duration connect,
    Duration stall,
    Duration whole,
    int attempts,
    Duration firstPause,
    Duration longestPause) {

  /** 64 GiB, an hour, six attempts in a row. */
  public static final DownloadLimits DEFAULT =
      new DownloadLimits(
          64L << 30,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          6,
          Duration.ofMillis(500),
          Duration.ofSeconds(15));

  public DownloadLimits {
    if (bytes < 1 || attempts < 1) {
      throw new IllegalArgumentException("a download has at least one byte and one attempt");
    }
  }
}
