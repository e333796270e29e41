/**
 * The edge: observe, decide, apply, tell. Nothing here branches on what a service wants; that is
 * decided in {@code operator.plan} and told in {@code operator.status}.
 */
@NullMarked
package dev.steward.operator.reconcile;

import org.jspecify.annotations.NullMarked;
