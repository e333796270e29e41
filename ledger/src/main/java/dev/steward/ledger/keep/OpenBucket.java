package dev.steward.ledger.keep;

import dev.steward.ledger.entry.BucketHead;
import dev.steward.ledger.seal.BucketKey;

/** A bucket that records can be added to. */
public record OpenBucket(BucketHead head, BucketKey key) {}
