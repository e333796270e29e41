/**
 * How long a record is kept, by the calendar, and what is destroyed together.
 *
 * <p>A record is kept at least until every floor has passed since it was made, and at most until
 * the first ceiling has. Periods are added to the day as calendars do: six months from 31 August
 * end on 28 February, in a leap year on the 29th. Periods that can't be compared (P1M and P30D) are
 * both kept and both evaluated.
 *
 * <p>Records of one retention and one UTC day are a bucket: they have one key and go together.
 * Content, which is what was asked and answered, has buckets of its own, by its own retention.
 * Example: P6M to P24M, made on 2026-11-25. The bucket may be destroyed from 2027-05-26 on, for its
 * last record may be of the last second of the day; it is due on 2028-11-25, for its first one may
 * be of the first second.
 *
 * <p>A bucket is destroyed in four steps, each durable before the next: an entry that says so
 * beforehand, the key, the files, an entry that says that it is done. Whoever finds the first
 * without the last does the rest again, which changes nothing that is done already.
 */
@NullMarked
package dev.steward.ledger.retain;

import org.jspecify.annotations.NullMarked;
