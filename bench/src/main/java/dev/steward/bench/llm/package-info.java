/** Models that write, in Steward's runtime and in llama.cpp's server. */
@NullMarked
package dev.steward.bench.llm;

import org.jspecify.annotations.NullMarked;
