/** Which sinks a gateway has: read from a file, begun and ended together. */
@NullMarked
package dev.steward.sinks.setup;

import org.jspecify.annotations.NullMarked;
