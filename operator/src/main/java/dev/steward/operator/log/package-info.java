/** How the operator's process logs. */
@NullMarked
package dev.steward.operator.log;

import org.jspecify.annotations.NullMarked;
