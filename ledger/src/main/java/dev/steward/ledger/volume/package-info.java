/**
 * Where a log lies, as narrow as a log needs it: whole files that appear at once, files that grow,
 * and the moment from which something survives a power failure.
 *
 * <p>What is written is durable only after a {@code sync} or {@code force} that returned. Until
 * then a crash may keep all of it, nothing, or any part, and files written later may survive where
 * earlier ones don't. Bytes that were made durable aren't damaged by later writes beside them
 * (disks write sectors whole, or keep the old ones; SQLite calls it powersafe overwrite).
 *
 * <p>Tests have a volume of their own that does the worst of this.
 */
@NullMarked
package dev.steward.ledger.volume;

import org.jspecify.annotations.NullMarked;
