/**
 * What one inference pod is told: the one file its runtime reads.
 *
 * <p>The operator's plan writes it, the runtime reads it; it knows nothing of Kubernetes.
 */
@NullMarked
package dev.steward.core.runtime;

import org.jspecify.annotations.NullMarked;
