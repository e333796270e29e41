@NullMarked
package dev.steward.gateway.evidence;

import org.jspecify.annotations.NullMarked;
