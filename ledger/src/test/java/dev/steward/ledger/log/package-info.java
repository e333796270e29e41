/** Tests of the package of the same name. */
@NullMarked
package dev.steward.ledger.log;

import org.jspecify.annotations.NullMarked;
