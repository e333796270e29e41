@NullMarked
package dev.steward.ledger.content;

import org.jspecify.annotations.NullMarked;
