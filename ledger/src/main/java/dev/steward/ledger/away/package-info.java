/**
 * Files that leave the volume: what is written no more goes to a depot, which is an object store,
 * under the same paths, and is read there from then on as if it were here.
 *
 * <h2>What leaves</h2>
 *
 * Records' files of journals that are retired, and full bundles with their tiles of level 0; the
 * newest full ones stay, for opening a log looks at them. What is small stays for good: tiles above
 * level 0 (a 256th), records that are kept for good, and keys, for a key that has been elsewhere
 * can't be destroyed.
 *
 * <h2>How, a file at a time</h2>
 *
 * <pre>
 * sealed/place            where to, durable before the first file goes
 *   ▼
 * depot: write, unless there is something; read back; compare SHA-256
 *   ▼
 * sealed/CLASS/DAY.files  its name and the count of its records, durable (records only)
 *   ▼
 * volume: unlink
 * </pre>
 *
 * After a crash at any step the file is here, there, or the same in both, and the same steps again
 * change nothing that is done. Nothing in the depot is ever overwritten: an object of that name
 * with other bytes is told, and the file stays.
 *
 * <p>Because the count goes with the names, a bucket is destroyed on its day though the depot is
 * away: its key is here. Only the receipt waits until the objects are gone.
 *
 * <p>It must not know what kind of store it is, nor when to go on after it failed.
 */
@NullMarked
package dev.steward.ledger.away;

import org.jspecify.annotations.NullMarked;
