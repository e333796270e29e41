/**
 * The Merkle tree of RFC 6962, section 2.1, over SHA-256: hashes, proofs, and the checks of both.
 *
 * <h2>The tree</h2>
 *
 * A leaf hashes to {@code SHA-256(0x00 || entry)}, a node to {@code SHA-256(0x01 || left ||
 * right)}. A tree of n leaves has on its left the largest perfect tree that is smaller than n, on
 * its right the rest. So what was once a perfect subtree stays one for ever, and a tree that has
 * grown contains every earlier one: that is what a consistency proof shows.
 *
 * <p>Example: five leaves a to e. The left part is {@code N(N(a,b), N(c,d))}, the right one {@code
 * e}, the root {@code N(left, e)}. That c is among them shows the path {@code d, N(a,b), e}: three
 * hashes, whatever else the log holds.
 *
 * <h2>Tiles</h2>
 *
 * {@link dev.steward.ledger.merkle.TileTree} grows such a tree with 256 hashes a level in memory
 * and gives each finished row of 256 away, as the tiles of C2SP's tlog-tiles.
 *
 * <p>Nothing here knows of files, signatures or what an entry means.
 */
@NullMarked
package dev.steward.ledger.merkle;

import org.jspecify.annotations.NullMarked;
