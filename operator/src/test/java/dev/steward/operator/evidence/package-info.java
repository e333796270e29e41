@NullMarked
package dev.steward.operator.evidence;

import org.jspecify.annotations.NullMarked;
