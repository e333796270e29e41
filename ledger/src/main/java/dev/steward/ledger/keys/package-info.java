/**
 * The one secret of an installation, of which each of its logs has keys of its own.
 *
 * <p>It has three texts, in a folder or in a Secret: {@code origin}, the first part of its logs'
 * names; {@code signing.seed}, of which each log's signing key is derived by the log's name; {@code
 * root.key}, which wraps the keys of buckets. Who makes them public (the public halves, that is)
 * and who writes logs derive the same keys by themselves.
 *
 * <p>Example: with the origin {@code example.com/steward} the gateway {@code steward-gateway-0}
 * writes the log {@code example.com/steward/steward-gateway-0}.
 */
@NullMarked
package dev.steward.ledger.keys;

import org.jspecify.annotations.NullMarked;
