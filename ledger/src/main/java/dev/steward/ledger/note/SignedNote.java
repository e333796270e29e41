package dev.steward.ledger.note;

import dev.steward.core.check.Checked;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A text and signatures over it (C2SP signed-note).
 *
 * @param text ends with a line feed
 * @param signatures at least 1, at most 16
 */
public record SignedNote(String text, List<NoteSignature> signatures) {

  private static final String DASH = "— ";
  private static final int MOST_SIGNATURES = 16;
  private static final int LONGEST = 64 * 1024;

  public SignedNote {
    signatures = List.copyOf(signatures);
  }

  /** A text that these keys sign. */
  public static SignedNote sign(String text, List<SignerKey> keys) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return new SignedNote(
        text,
        keys.stream()
            .map(key ->
                new NoteSignature(key.verifier().name(), key.verifier().id(), key.sign(bytes)))
            .toList());
  }

  /** Reads a note that stands in {@code field}; no signature is verified yet. */
  public static Checked<SignedNote> parse(String field, String note) {
    var split = note.lastIndexOf("\n\n");
    var right =
        note.length() <= LONGEST
            && split >= 0
            && note.endsWith("\n")
            && note.chars().noneMatch(c -> c < ' ' && c != '\n');
    if (!right) {
      return notANote(field);
    }
    var signatures = new ArrayList<NoteSignature>();
    for (var line : note.substring(split + 2).split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      if (!(signature(line) instanceof Checked.Valid<NoteSignature>(var signature))) {
        return notANote(field);
      }
      signatures.add(signature);
    }
    return signatures.isEmpty() || signatures.size() > MOST_SIGNATURES
        ? notANote(field)
        : Checked.valid(new SignedNote(note.substring(0, split + 1), signatures));
  }

  private static Checked<SignedNote> notANote(String field) {
    return Checked.invalid(
        field,
        "it is no signed note",
        "it must be a text, an empty line and 1 to 16 lines \"— NAME BASE64\"");
  }

  private static Checked<NoteSignature> signature(String line) {
    var parts = line.split(" ", -1);
    if (line.startsWith(DASH)
        && parts.length == 3
        && Origin.parse("name", parts[1]) instanceof Checked.Valid<Origin>(var name)) {
      try {
        var bytes = Base64.getDecoder().decode(parts[2]);
        // Only one base 64 of some bytes is right, so that no byte of a note is without meaning.
        if (bytes.length > 4 && Base64.getEncoder().encodeToString(bytes).equals(parts[2])) {
          return Checked.valid(
              new NoteSignature(
                  name,
                  ByteBuffer.wrap(bytes).getInt(),
                  Arrays.copyOfRange(bytes, 4, bytes.length)));
        }
      } catch (IllegalArgumentException e) {
        // Not base 64.
      }
    }
    return Checked.invalid("signature", "it is none", "write \"— NAME BASE64\"");
  }

  /**
   * Whether at least one of these keys signed the text and none of them has a wrong signature here.
   * Signatures of other keys count neither way.
   */
  public boolean isSignedBy(List<VerifierKey> keys) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var right = 0;
    for (var signature : signatures) {
      for (var key : keys) {
        if (key.name().equals(signature.name()) && key.id() == signature.keyId()) {
          if (!key.signed(bytes, signature.signature())) {
            return false;
          }
          right++;
        }
      }
    }
    return right > 0;
  }

  /** The note as it stands in a file. */
  public String note() {
    var lines = new StringBuilder(text).append('\n');
    for (var signature : signatures) {
      var bytes =
          ByteBuffer.allocate(4 + signature.signature().length)
              .putInt(signature.keyId())
              .put(signature.signature())
              .array();
      lines
          .append(DASH)
          .append(signature.name().text())
          .append(' ')
          .append(Base64.getEncoder().encodeToString(bytes))
          .append('\n');
    }
    return lines.toString();
  }
}
