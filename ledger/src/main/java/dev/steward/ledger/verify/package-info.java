/**
 * What an outsider checks of a log on a volume, offline, with nothing but public keys.
 *
 * <ol>
 *   <li>The checkpoint is signed by a key that is believed.
 *   <li>Every record that lies beside the log belongs to an entry and is what the entry commits to;
 *       its dates are those that its retention gives.
 *   <li>The entries make the tiles, and the root that was signed; at the size of every checkpoint
 *       that somebody else kept they make that one's root, so nothing was rewritten or cut off.
 *   <li>Every entry's record is there, or its bucket has a receipt.
 *   <li>Every receipt names exactly the entries of its bucket, came after the floor, and is true:
 *       key and files are gone. What is due is gone.
 *   <li>Every request that began has ended or was interrupted.
 * </ol>
 *
 * With the root key besides, every record is decrypted and read as well.
 *
 * <p>Each check has a name ({@link dev.steward.ledger.verify.Check}) and tests that fail without
 * it. The journal isn't looked at: it holds nothing that an outsider may rely on.
 */
@NullMarked
package dev.steward.ledger.verify;

import org.jspecify.annotations.NullMarked;
