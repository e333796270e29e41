/**
 * Which pod answers a request.
 *
 * <p>First a revision is drawn by weight among those that have a pod to try, then the pod with the
 * fewest outstanding requests is taken; equal ones by lot, so that many gateways that know nothing
 * of each other don't all send to the first. The place is taken at once and given back when the
 * answer has ended: two requests that come together see each other.
 *
 * <p>Example: pods with 2, 0 and 0 outstanding requests; the next request goes to the second or the
 * third, the one after it to the other.
 *
 * <p>A batch that is cut needs several pods: a revision is drawn all the same, and of its pods
 * those in the order of their load. How many rows a second each did of late is kept beside its
 * count.
 *
 * <p>A pod to which no connection can be made is put aside, for 0.5 s at first and twice as long
 * each time, at most 15 s. While others are there it gets nothing; when all are aside they are
 * tried all the same, for a refused connection costs less than a refused request.
 */
@NullMarked
package dev.steward.gateway.balance;

import org.jspecify.annotations.NullMarked;
