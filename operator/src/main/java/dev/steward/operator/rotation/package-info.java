/**
 * Which gateways get requests of a service: those that judge them by the policies that were written
 * for it, and those that still have a moment to.
 *
 * <p>What is written, what gateways tell that they run and the time go in; who is left out and how
 * far what was written has got come out. A gateway that runs what is written is never left out. One
 * that tells that it runs something else, {@link Rotation#GRACE} or longer after the write, is: all
 * of them, if a policy that denies obliges gateways to something, for no answer is better than one
 * that the policy forbids; otherwise as long as one is left. Who was left out comes back by telling
 * that it runs the right one, and by nothing else.
 *
 * <p>Of a gateway that tells nothing nobody knows what it runs: it may be older than these reports,
 * or its line is down. It is left out after {@link Rotation#SILENCE}, and only while another one is
 * known to run what is written, so that a broken line of all empties nothing. An operator that has
 * just begun has heard nobody: it leaves things as its predecessor left them.
 *
 * <p>Example, of a service whose policy denies: A is written over B at 12:00:00. At 12:00:00.4
 * gateway 1 tells A; gateway 2 tells B, and does so at 12:00:05.2 again: it is left out. At 12:01
 * it tells A, and is back.
 *
 * <p>It is pure, and knows neither Kubernetes nor the wire.
 */
@NullMarked
package dev.steward.operator.rotation;

import org.jspecify.annotations.NullMarked;
