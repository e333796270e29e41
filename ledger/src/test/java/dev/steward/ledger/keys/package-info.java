@NullMarked
package dev.steward.ledger.keys;

import org.jspecify.annotations.NullMarked;
