package dev.steward.runtime.metrics;

import dev.steward.core.policy.PolicyDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Under which policies this pod answers: what the gateways that ask it tell with each request. It
 * enforces none of them itself; it can say which ones it was last asked under, and how often that
 * changed. While it goes on changing two gateways disagree.
 */
final class PolicyTold {

  private final AtomicLong changes = new AtomicLong();
  private volatile Optional<PolicyDigest> last = Optional.empty();

  /**
   * A request came with this; what is no digest is passed over.
   *
   * @param header null where no policy governs the service
   */
  void with(@Nullable String header) {
    var known = last;
    if (header == null
        ? known.isEmpty()
        : known.filter(it -> it.text().equals(header)).isPresent()) {
      return;
    }
    var told = Optional.ofNullable(header).flatMap(PolicyDigest::parse);
    if (header == null || told.isPresent()) {
      last = told;
      changes.incrementAndGet();
    }
  }

  /** The last one that was told; empty: none, or no request has come yet. */
  Optional<PolicyDigest> last() {
    return last;
  }

  /** How often another one was told than before. */
  long changes() {
    return changes.get();
  }
}
