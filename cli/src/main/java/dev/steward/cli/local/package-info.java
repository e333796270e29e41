/**
 * A service with no cluster: the operator's plan, the gateway and the runtime in one process.
 *
 * <p>What Kubernetes does in a cluster is done here by the plainest means: a volume is a folder of
 * this machine, a revision has one pod, which is a runtime on a free port of the loopback address,
 * and the service's address is the gateway's front port. Everything else is the same code.
 */
@NullMarked
package dev.steward.cli.local;

import org.jspecify.annotations.NullMarked;
