/**
 * What lies beside the entries: the records, encrypted in their buckets or, where they are kept for
 * good, readable; the buckets' keys; and how a bucket is destroyed.
 *
 * <pre>
 * keys/min-P6M.max-P24M/2026-11-25.key                        the bucket's key, wrapped; later: destroyed
 * records/min-P6M.max-P24M/2026-11-25/000000000007.records    its records that came by journal 7
 * records/content-min-P0D.max-P30D/2026-11-25/…               what was asked and answered
 * records/kept/000000000007.records                           gaps, interruptions, purges
 * </pre>
 *
 * A file of records has, for each: its index in the log (8 bytes), its entry (70), a length (4),
 * and so many bytes: form 1, salt 32, the rest. Of form S the rest is the derivation's version (1),
 * the id of the bucket's key (8), the name of its class after its length (2), the ciphertext; of
 * form O the record. The commitment in the entry is
 *
 * <pre>
 * SHA-256("steward.dev/record/1" LF || the entry's first 38 bytes || form || salt || SHA-256(rest))
 * </pre>
 *
 * so it binds the ciphertext and not the plain text, which might be guessed, and says nothing to
 * anybody once the salt is gone.
 */
@NullMarked
package dev.steward.ledger.keep;

import org.jspecify.annotations.NullMarked;
