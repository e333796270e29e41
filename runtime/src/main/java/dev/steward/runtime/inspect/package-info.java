/**
 * The facts of a model: how large it is, what it takes and gives, and of which layers it consists.
 *
 * <p>A layer ends where little goes on. After each operation some tensors are alive: those that
 * were there before and are needed later. Between two blocks of a transformer it is one hidden
 * state and the mask; inside a block it is several times as much. A place is a boundary of layers
 * if no place near it (within 15 % of the model's work) has clearly fewer bytes alive, and each of
 * them can travel. Example: in a chain of matrix products every place is one; in BERT the places
 * after each normalisation.
 *
 * <p>Types and lengths of inner tensors come from ONNX Runtime, which is given the graph without
 * its weights ({@link dev.steward.runtime.inspect.Skeleton}); work is counted from them for one row
 * of 128 in every length left open. What is constant isn't a step and lies in no layer: whoever
 * needs it has it.
 *
 * <p>The same file gives the same layers in every process, so that stages that never saw each
 * other's view agree by the number of layers alone.
 */
@NullMarked
package dev.steward.runtime.inspect;

import org.jspecify.annotations.NullMarked;
