/**
 * Turns an item into a request to the service and its answer into the item's result; one class for
 * each kind of model.
 *
 * <p>{@link dev.steward.tasks.call.ServiceClient} tells three things apart: an answer, a fault of
 * the item, which is its result, and a service that isn't there, which is no item's fault and ends
 * the slice without a result.
 */
@NullMarked
package dev.steward.tasks.call;

import org.jspecify.annotations.NullMarked;
