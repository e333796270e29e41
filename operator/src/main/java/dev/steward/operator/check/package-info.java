/**
 * What {@code helm test} runs: does this installation work, seen from a pod beside it?
 *
 * <p>It knows addresses and nothing of how the parts behind them work.
 */
@NullMarked
package dev.steward.operator.check;

import org.jspecify.annotations.NullMarked;
