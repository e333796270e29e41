package dev.steward.ledger.note;

/**
 * A line below a note.
 *
 * @param name of the key
 * @param keyId of the key, see {@link VerifierKey#id}
 * @param signature what the key made of the text
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and never changed
public record NoteSignature(Origin name, int keyId, byte[] signature) {}
