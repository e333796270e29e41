/**
 * What policies cost whoever writes a service, and that they are enforced without anything but the
 * API server.
 *
 * <p>A cluster of its own, of etcd and the API server alone: no operator runs, and there is no
 * webhook.
 */
@NullMarked
package dev.steward.bench.policy;

import org.jspecify.annotations.NullMarked;
