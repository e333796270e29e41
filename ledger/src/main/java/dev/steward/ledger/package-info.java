/**
 * Steward's evidence log: what a gateway does with each request, so that an outsider can check it
 * and nobody can change it unnoticed.
 *
 * <p>Two layers. The log ({@link dev.steward.ledger.log}) holds a small {@link
 * dev.steward.ledger.entry.Entry} for each record, which says nothing of anybody and stays for
 * good. The record lies beside it ({@link dev.steward.ledger.keep}), encrypted with a key that is
 * destroyed on its day. So evidence is complete for ever, and content is gone when it must be.
 *
 * <p>{@link dev.steward.ledger.EvidenceLog} is what a gateway uses; {@link
 * dev.steward.ledger.verify} what an outsider does.
 */
@NullMarked
package dev.steward.ledger;

import org.jspecify.annotations.NullMarked;
