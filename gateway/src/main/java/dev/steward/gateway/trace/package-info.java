/**
 * What a gateway's spans say of a request: whose it was, by which route, to which pod it went and
 * how it ended, as its record would. A path, a query or a name that a client chose stands in no
 * span.
 */
@NullMarked
package dev.steward.gateway.trace;

import org.jspecify.annotations.NullMarked;
