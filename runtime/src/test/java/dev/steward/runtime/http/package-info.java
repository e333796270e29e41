/** Tests of the runtime's HTTP. */
@NullMarked
package dev.steward.runtime.http;

import org.jspecify.annotations.NullMarked;
