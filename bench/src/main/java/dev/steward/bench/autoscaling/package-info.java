/**
 * Steward's autoscaler against Knative's and Kubernetes' own, on the same requests in the same
 * simulated cluster.
 */
@NullMarked
package dev.steward.bench.autoscaling;

import org.jspecify.annotations.NullMarked;
