/** Spans as a collector sees them. */
@NullMarked
package dev.steward.tracing;

import org.jspecify.annotations.NullMarked;
