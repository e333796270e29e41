/** Tests of the package of the same name. */
@NullMarked
package dev.steward.ledger.retain;

import org.jspecify.annotations.NullMarked;
