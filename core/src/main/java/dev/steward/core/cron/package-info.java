/**
 * When a cron expression fires: POSIX crontab's five fields, in a time zone.
 *
 * <pre>
 * minute  hour  day of month  month  day of week
 * 0       8     *             *      MON-FRI        08:00 of each working day
 * *&#47;15    9-17  1,15          *      *              each quarter of an hour, 09:00 to 17:45, twice a month
 * </pre>
 *
 * <p>Days are as in POSIX: where both day fields are restricted, either may match. A firing in the
 * hour that the clock skips in spring happens at the moment of the change; one in the hour that
 * comes twice in autumn happens in the first.
 *
 * <p>Own code because {@code core} depends on the JDK alone, and because the libraries answer an
 * expression that never fires with an endless search or an empty result, not with the field that is
 * wrong. It knows nothing of what happens at a firing.
 */
@NullMarked
package dev.steward.core.cron;

import org.jspecify.annotations.NullMarked;
