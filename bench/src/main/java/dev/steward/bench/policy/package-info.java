/**
 * What policies cost: whoever writes a service, and whoever edits a policy and waits until it is
 * enforced.
 *
 * <p>The first on a cluster of its own, of etcd and the API server alone, where no operator runs
 * and there is no webhook, so that policies are seen to be enforced by nothing but the API server.
 * The second on the demo's, with real gateways and pods, by what requests are answered with.
 */
@NullMarked
package dev.steward.bench.policy;

import org.jspecify.annotations.NullMarked;
