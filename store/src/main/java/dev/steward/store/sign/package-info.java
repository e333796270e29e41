/**
 * Signatures of models, in the format of OpenSSF Model Signing 1.0: who signed, and what.
 *
 * <pre>
 * Sigstore bundle (JSON)
 *   verificationMaterial   says which key, or has the signer's certificates: believed in nothing
 *   dsseEnvelope           a text and its signature (DSSE 1.0)
 *     in-toto statement
 *       predicate          the manifest: SHA-256 of every file by its path
 * </pre>
 *
 * <p>Without a key of one's own ({@link Keyless}) the material counts, once each of its parts is
 * proven against a trusted root:
 *
 * <pre>
 * certificate   certified by the root's authority, logged by its log of certificates: name, issuer
 * tlogEntries   the signature in a log: entry, proof, checkpoint; of Rekor 1 a signed time
 * timestamps    of an authority for them, over the signature: the time, where the log says none
 * </pre>
 *
 * <p>Nothing of the text is read before its signature holds. This package reads no model and no
 * network: who calls it has the bytes.
 */
@NullMarked
package dev.steward.store.sign;

import org.jspecify.annotations.NullMarked;
