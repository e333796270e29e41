@NullMarked
package dev.steward.ledger.follow;

import org.jspecify.annotations.NullMarked;
