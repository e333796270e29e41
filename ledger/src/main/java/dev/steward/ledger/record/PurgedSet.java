package dev.steward.ledger.record;

import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.retain.Bucket;
import java.util.Optional;

/**
 * Which records a purge is about. All of it can be computed again from the log's entries, which
 * stay.
 *
 * @param bucket their retention and day
 * @param keyId names the bucket's key
 * @param count how many entries
 * @param first index of the first
 * @param last index of the last
 * @param root Merkle tree hash (RFC 6962) over these entries, in their order
 * @param policyDigest of the policy that asked for it
 */
public record PurgedSet(
    Bucket bucket,
    Word keyId,
    long count,
    long first,
    long last,
    Hash root,
    Optional<Word> policyDigest) {}
