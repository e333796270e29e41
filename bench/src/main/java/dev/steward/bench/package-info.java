/**
 * Benchmarks: each compares with a baseline in the same run, shows its progress on standard error,
 * and prints one JSON object as the last line of standard output.
 *
 * <p>{@link dev.steward.bench.Bench} is where they are listed.
 */
@NullMarked
package dev.steward.bench;

import org.jspecify.annotations.NullMarked;
