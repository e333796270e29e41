/** How the processes of an installation write their logs, all in one form. */
@NullMarked
package dev.steward.logs;

import org.jspecify.annotations.NullMarked;
