/**
 * Requests for tensors that are computed together: which ones, how many, and how they are joined
 * and parted again.
 */
@NullMarked
package dev.steward.runtime.batch;

import org.jspecify.annotations.NullMarked;
