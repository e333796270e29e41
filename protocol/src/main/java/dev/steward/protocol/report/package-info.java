/**
 * What gateways tell the operators, each second or so: the wire formats, used by both ends.
 *
 * <p>Of the load, services that had nothing to do are left out, so that thousands of idle ones cost
 * nothing: a report says of every service that it doesn't name that nobody asked. Of policies, what
 * hasn't changed isn't told again, but for its number.
 */
@NullMarked
package dev.steward.protocol.report;

import org.jspecify.annotations.NullMarked;
