/**
 * What a runtime's spans say of a request over HTTP, and when: it came, and it has ended. What is
 * computed for it is told by whoever computes, through {@link
 * dev.steward.runtime.pool.Asked#span()}.
 */
@NullMarked
package dev.steward.runtime.trace;

import org.jspecify.annotations.NullMarked;
