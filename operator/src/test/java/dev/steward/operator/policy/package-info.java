/** Rules and policies against CEL and the real API server. */
@NullMarked
package dev.steward.operator.policy;

import org.jspecify.annotations.NullMarked;
