/** How the ledger says that it can't go on: which file, what is wrong with it, what to do. */
@NullMarked
package dev.steward.ledger.fault;

import org.jspecify.annotations.NullMarked;
