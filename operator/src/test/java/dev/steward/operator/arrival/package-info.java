/** What is asked of pods, and what of it is told. */
@NullMarked
package dev.steward.operator.arrival;

import org.jspecify.annotations.NullMarked;
