/** The tests of the reading of GGUF files. */
@NullMarked
package dev.steward.runtime.gguf;

import org.jspecify.annotations.NullMarked;
