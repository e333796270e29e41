/** Stages against the models that they are cut from. */
@NullMarked
package dev.steward.runtime.cut;

import org.jspecify.annotations.NullMarked;
