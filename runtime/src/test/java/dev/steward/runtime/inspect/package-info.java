/** The facts of small models that are written down here. */
@NullMarked
package dev.steward.runtime.inspect;

import org.jspecify.annotations.NullMarked;
