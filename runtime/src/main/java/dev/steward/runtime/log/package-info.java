/** Logs of a pod: one JSON object a line on standard output. */
@NullMarked
package dev.steward.runtime.log;

import org.jspecify.annotations.NullMarked;
