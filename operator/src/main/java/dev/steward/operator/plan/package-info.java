/**
 * From a service to Kubernetes objects, as pure functions: the same input gives the same objects,
 * byte for byte, in a cluster, in {@code steward plan} and in a golden test.
 *
 * <p>The steps, one class each: {@link dev.steward.operator.plan.ServiceSettings} reads the spec,
 * {@link dev.steward.operator.plan.RevisionName} names what its pods need by hash, {@link
 * dev.steward.operator.plan.RevisionHistory} finds or renders that revision's pod template, {@link
 * dev.steward.operator.plan.RolloutPlanner} says how many pods of which revision there should be
 * and who gets the requests, and {@link dev.steward.operator.plan.ServiceObjects} lists the
 * objects.
 *
 * <p>It uses the classes of Kubernetes' model and must not know its client, a clock or a file.
 */
@NullMarked
package dev.steward.operator.plan;

import org.jspecify.annotations.NullMarked;
