/** Tests of the gateway as a whole, with hand-made pods behind it. */
@NullMarked
package dev.steward.gateway;

import org.jspecify.annotations.NullMarked;
