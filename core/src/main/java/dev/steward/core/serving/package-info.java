/**
 * The seam between the control plane and the data plane: what a gateway needs to know of one
 * service, and nothing else.
 *
 * <p>The operator compiles a service into a {@link dev.steward.core.serving.ServingConfig}; the
 * gateway routes by it, in a cluster and in one process alike. It knows nothing of Kubernetes but
 * names.
 */
@NullMarked
package dev.steward.core.serving;

import org.jspecify.annotations.NullMarked;
