/**
 * What stands in the tree: 70 bytes for each record, never purged, without anything of a person.
 *
 * <pre>
 *  0  version 1
 *  1  kind: {@link dev.steward.ledger.entry.EntryKind}
 *  2  day on which the record was made, days since 1970-01-01, 4 bytes
 *  6  class: first 8 bytes of SHA-256 over its name, {@code min-P6M.max-P24M}; 0 if kept for good
 * 14  first day on which it may be destroyed, 4 bytes; 2147483647 for never
 * 18  day on which it is due, 4 bytes; 2147483647 for never
 * 22  record id, 16 bytes
 * 38  commitment, 32 bytes
 * </pre>
 *
 * So whoever has nothing but the tree knows of each record when it must be there and when it must
 * be gone, even long after it was.
 */
@NullMarked
package dev.steward.ledger.entry;

import org.jspecify.annotations.NullMarked;
