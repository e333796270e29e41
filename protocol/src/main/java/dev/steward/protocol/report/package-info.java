/**
 * What a gateway tells the operators of the load that it saw: the wire format, used by both ends.
 *
 * <p>Services that had nothing to do are left out, so that thousands of idle ones cost nothing: a
 * report says of every service that it doesn't name that nobody asked.
 */
@NullMarked
package dev.steward.protocol.report;

import org.jspecify.annotations.NullMarked;
