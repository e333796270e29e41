/**
 * Where the parts of a log lie below its folder, and how they are read: the layout of C2SP's
 * tlog-tiles, which any tool that knows that format can read.
 *
 * <pre>
 * checkpoint                    the newest signed checkpoint
 * tile/0/x001/x234/067          256 leaf hashes, those of entries 1,234,067 × 256 and on
 * tile/0/x001/x234/068.p/12     the first 12 of the next tile: the log ends there
 * tile/1/x004/820               each hash the root of a whole tile of level 0
 * tile/entries/x001/x234/067    256 entries, each after its length in two bytes
 * </pre>
 */
@NullMarked
package dev.steward.ledger.tile;

import org.jspecify.annotations.NullMarked;
