/** The tests of models that write. */
@NullMarked
package dev.steward.runtime.llm;

import org.jspecify.annotations.NullMarked;
