/** Tests of the package of the same name. */
@NullMarked
package dev.steward.ledger.note;

import org.jspecify.annotations.NullMarked;
