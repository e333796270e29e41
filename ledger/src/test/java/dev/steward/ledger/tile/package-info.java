/** Tests of the package of the same name. */
@NullMarked
package dev.steward.ledger.tile;

import org.jspecify.annotations.NullMarked;
