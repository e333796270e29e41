/**
 * What policies demand together: one meet for each level of enforcement, the conflicts that only
 * the combination shows, and a digest of the result.
 *
 * <p>A {@link dev.steward.core.policy.Policy} is a point of a lattice whose top is {@link
 * dev.steward.core.policy.Policy#UNRESTRICTED}. The meet of two demands all that either demands:
 * floors of retention rise and ceilings sink, allow-lists intersect, what is required unites,
 * FailClosed and content None win. It is commutative, associative and idempotent, and it never
 * loosens anything; so the order of policies, and naming one twice, change nothing, and what a
 * service states of itself can only tighten.
 *
 * <p>Calendar periods have a partial order: P1M is 28 to 31 days, so P30D is neither longer nor
 * shorter. A bound therefore is a set of periods of which none settles another, and is evaluated
 * for each record from the day it was made.
 *
 * <p>Example: one policy keeps content at most P1M, another at most P30D. Their meet has both. A
 * record of 31 January is due on 28 February (P1M; P30D would be 2 March), one of 1 July on 31 July
 * (P30D; P1M would be 1 August). A third policy with P2W replaces both. A fourth that keeps content
 * at least P6M stands against P2W: a {@link dev.steward.core.policy.Conflict}, which names both
 * policies.
 *
 * <p>It must not know Kubernetes, how policies are written, or a clock.
 */
@NullMarked
package dev.steward.core.policy;

import org.jspecify.annotations.NullMarked;
