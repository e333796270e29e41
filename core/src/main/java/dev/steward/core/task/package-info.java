/**
 * A task: many inputs named by path, sent to one service, and what comes back in the inputs' order.
 *
 * <p>A task of F items at a measured speed of C items a second takes T = F/C. It is cut into slices
 * of about thirty seconds of that time. A slice is the unit that is kept: its result is written
 * once, and a slice that has a result never runs again, whoever dies. Inside a slice each item
 * succeeds or fails by itself.
 *
 * <p>Example: 2,000 images at 20 a second are 100 s of work, so slices of 600, 600, 600 and 200
 * items. Item 1,234 can't be read: the slice of items 1,200 to 1,799 still has 599 answers and one
 * failure, the task is complete if its budget allows one, and names it.
 *
 * <p>An item that kills its worker leaves no result at all. What is known then is that the range of
 * items died; {@link dev.steward.core.task.Isolation} cuts such a range into parts until the item
 * stands alone.
 *
 * <p>Nothing here reads a path, calls a service or knows JSON.
 */
@NullMarked
package dev.steward.core.task;

import org.jspecify.annotations.NullMarked;
