/** Tests of the package of the same name. */
@NullMarked
package dev.steward.ledger.search;

import org.jspecify.annotations.NullMarked;
