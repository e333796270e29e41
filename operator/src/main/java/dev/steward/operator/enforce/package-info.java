/**
 * Whether the API server has what policies are enforced by: the admission policies and bindings of
 * the chart, as the chart made them.
 *
 * <p>They can't protect themselves, so they are watched: what the ConfigMap {@code
 * steward-admission} of the chart says is compared with what there is, every few seconds. What is
 * missing or edited is put back where the operator may, and told in any case: as an Event of the
 * object, by a metric, and by the condition {@code Enforced} of every policy that hangs on it.
 *
 * <p>The truth is a ConfigMap and not a file of the image, because an upgrade of the chart writes
 * ConfigMaps before admission policies: an operator of the version before doesn't put back what was
 * upgraded.
 *
 * <p>The comparison is pure; it must not know services.
 */
@NullMarked
package dev.steward.operator.enforce;

import org.jspecify.annotations.NullMarked;
