/**
 * How far pods are with bringing their models, asked of the pods themselves.
 *
 * <p>A pod that isn't ready and whose model lies elsewhere is asked at its admin port, where probes
 * and Prometheus ask too, every 2 s. What it says is told in the status when it is worth a write:
 * another whole percent, phase or trouble, and 5 s after the last one. A pod's word counts for
 * nothing but that text: what is decided about pods follows from what Kubernetes says of them.
 *
 * <p>Example: a pod at 41.2 %, 41.9 %, 42.3 % when it is asked. 41 is told first; 42 as soon as 5 s
 * have passed since; nothing in between.
 */
@NullMarked
package dev.steward.operator.arrival;

import org.jspecify.annotations.NullMarked;
