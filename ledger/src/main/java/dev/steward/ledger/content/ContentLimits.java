package dev.steward.ledger.content;

import dev.steward.ledger.record.ContentPart;
import java.time.Duration;

/**
 * How much content is kept, and how much memory it may take until then.
 *
 * @param ofOne bytes of one request and its answer together
 * @param part bytes after which a part is full
 * @param age after which a part goes without being full, when more comes
 * @param inMemory bytes of all requests together that aren't durable yet
 * @param underWay bytes of parts that may wait in the log at a time
 */
public record ContentLimits(int ofOne, int part, Duration age, long inMemory, int underWay) {

  /** 1 MiB of a request, 16 MiB in memory. */
  public static final ContentLimits DEFAULT =
      new ContentLimits(1 << 20, 16 << 10, Duration.ofSeconds(1), 16 << 20, 64 << 10);

  public ContentLimits {
    if (ofOne < 0 || part < 1 || part > ContentPart.MOST || inMemory < part || underWay < 1) {
      throw new IllegalArgumentException("no bounds of content are like that");
    }
  }
}
