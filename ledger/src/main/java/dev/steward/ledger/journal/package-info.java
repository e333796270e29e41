/**
 * The journal: what was acknowledged but isn't in tiles yet, durable with one write and one {@code
 * force} for a whole group of entries.
 *
 * <pre>
 * file   = header frame, batch frame, …, zeros to the end
 * frame  = "SLJ1" | kind 1 | first 8 | count 4 | length 4 | previous 32 | CRC-32C 4 | payload
 * header : payload = the state before the file's first entry (the tree's right edge, …)
 * batch  : payload = for each entry: length 2, entry, length 4, what lies beside it
 * </pre>
 *
 * {@code first} is the index of the first entry, {@code previous} the SHA-256 of the frame before
 * (zeros before the first ever), the CRC is over the rest of the frame.
 *
 * <h2>What a crash leaves</h2>
 *
 * At most one frame is under way at a time, so at most the last one is torn, and behind it there
 * are nothing but zeros. A whole frame behind a broken one therefore means that something durable
 * was damaged, which no crash does: it is told, and nothing is cut.
 */
@NullMarked
package dev.steward.ledger.journal;

import org.jspecify.annotations.NullMarked;
