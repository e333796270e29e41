/**
 * How an evidence log's verification, records and proofs are shown: as text for people, as JSON for
 * programs. What is verified and found is the module {@code ledger}'s.
 */
@NullMarked
package dev.steward.cli.audit;

import org.jspecify.annotations.NullMarked;
