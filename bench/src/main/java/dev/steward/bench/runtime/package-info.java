/** The runtime against the engine itself, and against other model servers. */
@NullMarked
package dev.steward.bench.runtime;

import org.jspecify.annotations.NullMarked;
