/**
 * The part of a model that one stage computes, as a model of its own: the steps of its layers, the
 * weights that they use, and nothing else.
 *
 * <p>A stage takes what is alive after the layer before it and gives what is alive after its own
 * last one. Part of that it only passes on, such as a mask that every layer needs: the file has no
 * inputs for it.
 *
 * <p>Files are made once and kept in the cache by the digest of the model and the cut; they can be
 * lost at any time.
 */
@NullMarked
package dev.steward.runtime.cut;

import org.jspecify.annotations.NullMarked;
