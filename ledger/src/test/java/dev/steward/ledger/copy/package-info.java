/** Tests of the package of the same name. */
@NullMarked
package dev.steward.ledger.copy;

import org.jspecify.annotations.NullMarked;
