/** Quantities with their units, so that a count of bytes is never taken for another number. */
@NullMarked
package dev.steward.core.measure;

import org.jspecify.annotations.NullMarked;
