/**
 * The evidence log: how fast records become durable, against a bare file with the same bytes in the
 * same groups, and how fast ten million entries are verified.
 */
@NullMarked
package dev.steward.bench.ledger;

import org.jspecify.annotations.NullMarked;
