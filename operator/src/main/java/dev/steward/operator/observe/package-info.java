/**
 * What there is of a service, read from the informers' caches alone into one immutable record: no
 * call to the API server, and no decision.
 */
@NullMarked
package dev.steward.operator.observe;

import org.jspecify.annotations.NullMarked;
