/**
 * How a record is encrypted so that destroying one key destroys a whole bucket for good.
 *
 * <pre>
 * root key      outside the volume: a file from a Secret, or a service that wraps keys
 *   └ wraps ─ bucket key   32 random bytes, one for each retention and day, on the volume, wrapped
 *               └ HKDF(bucket key, salt, kind and id) ─ record key   for one record, never stored
 *                    └ AES-256-GCM, over the record; the entry's head is authenticated with it
 * </pre>
 *
 * The salt is 32 random bytes of the record's own, so no record key is used twice and the nonce may
 * be zero. The derivation has a version, which lies beside each record.
 */
@NullMarked
package dev.steward.ledger.seal;

import org.jspecify.annotations.NullMarked;
