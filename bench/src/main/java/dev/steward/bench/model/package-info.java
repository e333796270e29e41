/** Models that benchmarks make for themselves. */
@NullMarked
package dev.steward.bench.model;

import org.jspecify.annotations.NullMarked;
