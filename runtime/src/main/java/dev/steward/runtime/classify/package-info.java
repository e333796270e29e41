/**
 * Numbers of a model to classes that people know: which have the highest values, and what they are
 * called. It must not know HTTP.
 */
@NullMarked
package dev.steward.runtime.classify;

import org.jspecify.annotations.NullMarked;
