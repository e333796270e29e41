/** Tests of the package of the same name. */
@NullMarked
package dev.steward.ledger.verify;

import org.jspecify.annotations.NullMarked;
