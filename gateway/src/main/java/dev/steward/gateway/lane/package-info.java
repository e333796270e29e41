/**
 * Requests that somebody else may go before: those with {@code x-steward-priority: low}, as the
 * items of tasks have it.
 *
 * <p>They stand in a lane of their own at the gateway, and one of them goes on only while the pods
 * have room that interactive requests don't need ({@code Admission}). Quiet, they get all of it;
 * with interactive traffic they get the pods that are idle but one, so that the next interactive
 * request finds an idle pod. An interactive request never stands in the lane and never looks at it.
 *
 * <p>Example: four pods, one interactive request in hand, another came a second ago: two low ones
 * run (4 − 1 − 1), the rest wait. Two seconds without an interactive one: 32 run.
 *
 * <p>Nobody waits for ever: while no low one runs, the first in line goes after ten seconds
 * whatever the pods do. What stands in the lane is in hand, so it counts as load: a task scales its
 * service.
 *
 * <p>It must not know HTTP, nor how pods are chosen.
 */
@NullMarked
package dev.steward.gateway.lane;

import org.jspecify.annotations.NullMarked;
