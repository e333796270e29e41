/** Tests of the package of the same name. */
@NullMarked
package dev.steward.ledger.volume;

import org.jspecify.annotations.NullMarked;
