/**
 * Copies of a log: to look at elsewhere, and to rehearse on.
 *
 * <p>A log may be written to while it is copied, so the order counts. The keys come first, then the
 * checkpoint, which says how much of the log the copy vouches for, then the journals from the
 * newest to the oldest, then tiles and records. Whatever was added behind the checkpoint is in a
 * copied journal or left out, so that the copy is what a crash would have left: it is verified, and
 * can be opened, like any log. Where a purge or the journal's end took something away meanwhile,
 * the copy is begun anew.
 *
 * <p>Example: a checkpoint of 300 entries is read, then journal 2, which is still empty, then
 * journal 1 with 310 entries. The copy is a log of 300 entries that would go on, if opened, at 310.
 *
 * <p>Copied is what belongs to a log, by the names that a log gives; who offers it can't choose
 * where anything is written. What was copied isn't believed here: verifying is another package's.
 */
@NullMarked
package dev.steward.ledger.copy;

import org.jspecify.annotations.NullMarked;
