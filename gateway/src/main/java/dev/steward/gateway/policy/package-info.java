/**
 * What a gateway tells the operators of the policies by which it judges requests.
 *
 * <p>What is told is read from the routes in force, which requests are judged by, and not from what
 * the API server has sent: a change that has come and isn't followed yet isn't told. All of it is
 * told at once when it has changed, and as a number every {@link PolicyLine#BEAT} while it hasn't.
 * Each operator by itself says whether it knows what the number stands for, and which services the
 * gateway is behind on; those it doesn't answer for meanwhile, for the Service's addresses say
 * nothing to connections that are open and to the front port.
 *
 * <p>It must not know how an operator finds that.
 */
@NullMarked
package dev.steward.gateway.policy;

import org.jspecify.annotations.NullMarked;
