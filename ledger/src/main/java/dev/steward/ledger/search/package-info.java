/**
 * Finds records again, offline: by what is in them, with the root key; or by their id, with a proof
 * for somebody who has nothing but the log's public key.
 *
 * <p>Both go through the whole log: an index over records would have to be erased with them.
 */
@NullMarked
package dev.steward.ledger.search;

import org.jspecify.annotations.NullMarked;
