/**
 * What the journeys stand on: the cluster and its programs, one installation that they share,
 * tenants' namespaces, HTTP, and a reference for the answers. It knows nothing of Steward but what
 * a user knows.
 */
@NullMarked
package dev.steward.e2e.world;

import org.jspecify.annotations.NullMarked;
