/**
 * Carries a request to a pod and its answer back.
 *
 * <p>Nothing is buffered: a chunk goes on when it came, and the next one is read when the other
 * side took it, in both directions. A request is tried at another pod only while none of its bytes
 * were sent, or when it is a GET or HEAD; then never more often than the settings say. Everything
 * runs on the selectors' threads and never blocks.
 *
 * <p>How an exchange ends is decided in one place, {@code Attempt}: an end of the upstream exchange
 * before its head is another try or an error in the protocol's shape, one after it breaks the
 * client's connection, for a cut answer must not look whole.
 */
@NullMarked
package dev.steward.gateway.proxy;

import org.jspecify.annotations.NullMarked;
