/**
 * Connections on which both sides prove who they are: to pods, and to operators.
 *
 * <p>A request is tagged with the {@link dev.steward.core.serving.PeerName} that it expects at its
 * address. Jetty's client keeps connections by address and tag, so a connection that was opened to
 * one service's pod is never used for another service's, though the address may have passed from
 * one to the other. Whether the peer proves the name is checked in the handshake, which ends before
 * anything of a request is sent: an address where somebody else listens counts as one that can't be
 * reached.
 */
@NullMarked
package dev.steward.gateway.tls;

import org.jspecify.annotations.NullMarked;
