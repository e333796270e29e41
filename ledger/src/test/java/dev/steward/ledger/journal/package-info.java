/** Tests of the package of the same name. */
@NullMarked
package dev.steward.ledger.journal;

import org.jspecify.annotations.NullMarked;
