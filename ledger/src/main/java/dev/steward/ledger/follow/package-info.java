/**
 * Reads a log forwards behind its own tail, record by record, for whoever carries it elsewhere.
 *
 * <p>It goes by the tree's entries, which say for each record in which bucket it lies; a reader for
 * each bucket goes over its files once. So it needs memory for a bundle of entries and a window of
 * each bucket, however far behind it is. It reads nothing but files, up to a signed checkpoint, and
 * waits for nobody: the log never knows that it is followed.
 *
 * <p>Each record is checked against its entry's commitment before it is decrypted. What was
 * destroyed meanwhile is passed over and counted; so is what is missing or damaged, for the log's
 * verifier tells that, and nothing behind it would ever be carried. Content is passed over always.
 */
@NullMarked
package dev.steward.ledger.follow;

import org.jspecify.annotations.NullMarked;
