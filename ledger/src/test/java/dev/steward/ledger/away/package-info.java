@NullMarked
package dev.steward.ledger.away;

import org.jspecify.annotations.NullMarked;
