/** Stages against each other, over real sockets, with models that tests hold in their hands. */
@NullMarked
package dev.steward.runtime.engine;

import org.jspecify.annotations.NullMarked;
