/**
 * What a log will destroy on a day to come, and what proof there will be: the purge of that day, by
 * the code that a gateway runs, on a copy.
 *
 * <p>An auditor has neither the signing key nor the root key. So the copy goes on under a name of
 * its own, {@code ORIGIN/rehearsal}, with a key that is made for it and thrown away: nobody can
 * pass it off as the log, and who verifies it sees the name first. A purge needs no bucket's key,
 * only its id, which stands beside it; so the root key is stood in for by {@link
 * dev.steward.ledger.rehearse.NoRootKey}.
 *
 * <p>Example: the log {@code example.com/gateway-0} has records of 2026-11-26 that are due after a
 * year. Rehearsed for 2027-12-26, its copy has two entries more, an intent and a receipt, and their
 * bucket's key says {@code destroyed}. The log is as it was.
 */
@NullMarked
package dev.steward.ledger.rehearse;

import org.jspecify.annotations.NullMarked;
