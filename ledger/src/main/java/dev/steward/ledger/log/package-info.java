/**
 * The log itself: entries become durable in groups, and a moment later part of a signed tree.
 *
 * <pre>
 * append ─► queue ─► committer: one frame of the journal, one force ─► the callers go on
 *                         │
 *                         ▼ the tree's right edge, in memory
 *                    publisher, once a second: tiles, bundles, what lies beside, then the checkpoint
 * </pre>
 *
 * <h2>What is durable when</h2>
 *
 * An append returns when its frame is forced. A checkpoint is forced before anybody hears of it.
 * Tiles and bundles aren't, at first: they can be made again from the journal. Only when a journal
 * file is full and all of it published are they synced, and then the file is removed. So the volume
 * sees one force for a group of appends, one for a checkpoint, and the rest once for some ten
 * thousand entries.
 *
 * <h2>After a crash</h2>
 *
 * {@link dev.steward.ledger.log.Recovery} takes the state in the header of the oldest journal that
 * is left, adds every entry of the journals, and compares the root with that of the last signed
 * checkpoint when it has so many. What is torn behind it, which nobody was told was durable, is
 * left out; anything else that isn't as it was written is an error that names the file. Then
 * everything since that header is written anew, in a new journal's time.
 */
@NullMarked
package dev.steward.ledger.log;

import org.jspecify.annotations.NullMarked;
