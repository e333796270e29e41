/** How a gateway's process logs. */
@NullMarked
package dev.steward.gateway.log;

import org.jspecify.annotations.NullMarked;
