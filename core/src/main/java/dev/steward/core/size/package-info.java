/**
 * How many GPUs, and how many pods, one copy of a model needs: from its real weights and from what
 * the nodes have, each step of the arithmetic in words.
 *
 * <p>With weights W, the memory M of a GPU, and k GPUs (KAITO's estimator, {@code
 * pkg/workspace/estimator} of kaito-project/kaito, without its term for a key-value cache, which a
 * model that generates nothing doesn't have):
 *
 * <pre>
 *   needed    = 1.02 × W               buffers are aligned, and small ones are padded
 *   room      = 0.84 × M − 2.3 GiB     what an engine may take, less its context, its workspaces
 *                                      and the tensors of a request
 *   fits one  : needed ≤ room
 *   otherwise : k = ⌈needed × 1.05 / room⌉   parts are whole layers or slices: the largest is
 *                                      larger than the average
 * </pre>
 *
 * <p>Worked example, 30 GiB of weights on GPUs of 23034 MiB (an L4): needed 31334 MiB, room 16993
 * MiB, k = ⌈31334 × 1.05 / 16993⌉ = 2.
 *
 * <p>On CPUs a pod's memory limit L takes the place of M: Steward's runtime gives 40 % of it to
 * Java's heap, and 256 MiB are for the rest of Java and the tensors of a request, so room = 0.60 ×
 * L − 256 MiB.
 *
 * <p>What follows from k: a model that fits one GPU is whole in each pod. One that doesn't is
 * spread over the GPUs of one pod only by an engine that does so by itself; Steward's own runtime
 * computes on one, so there it is cut into stages, a pod each. GPUs that are slices (MIG) or shares
 * (time-slicing) of one never work together in one pod.
 *
 * <p>Nothing here knows Kubernetes, what a node's labels are called, or what a pod is made of.
 */
@NullMarked
package dev.steward.core.size;

import org.jspecify.annotations.NullMarked;
