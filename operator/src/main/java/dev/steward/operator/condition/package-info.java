/**
 * A condition of Kubernetes: whether an aspect of an object holds, why, and since when.
 *
 * <p>Its time changes with its truth alone, so that telling the same again is no change. What it is
 * about it must not know.
 */
@NullMarked
package dev.steward.operator.condition;

import org.jspecify.annotations.NullMarked;
