/**
 * How the gateway listens: thousands of ports at the cost of one selector.
 *
 * <p>All listening sockets are registered with the selectors of one connector; none has a thread.
 * Each accepted connection remembers through which entrance it came: the front, or the port of one
 * service, by its uid. That is decided once, by the socket, and nothing a client sends can change
 * it. When a port goes to another service, connections of its former one stay with the former one.
 */
@NullMarked
package dev.steward.gateway.listen;

import org.jspecify.annotations.NullMarked;
