/**
 * What the policies of a cluster say of one service: the policies as they are stored, the rules of
 * {@code core.policy.rule} over the service, and the meet of those that govern it.
 *
 * <p>Rules are checked for each policy, as the API server does; what only the combination shows,
 * such as two allow-lists with nothing in common, comes from the meet.
 *
 * <p>It knows the API's types and must not know a client, a cache or a clock.
 */
@NullMarked
package dev.steward.operator.policy;

import org.jspecify.annotations.NullMarked;
