/**
 * The small files beside a model that say how it is meant to be used, as its makers' tools write
 * them. It must not know what a task makes of them.
 */
@NullMarked
package dev.steward.runtime.beside;

import org.jspecify.annotations.NullMarked;
