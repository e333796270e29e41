/** Tests of the package of the same name. */
@NullMarked
package dev.steward.ledger.rehearse;

import org.jspecify.annotations.NullMarked;
