package dev.steward.ledger.note;

import dev.steward.core.check.Checked;
import dev.steward.ledger.merkle.TreeHasher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A public key that checkpoints are verified with. Its text is {@code NAME+ID+BASE64}: the id in
 * eight hexadecimal digits, the base 64 of the byte 1 (Ed25519) and the key's 32 bytes (Go's
 * sumdb/note, which the tools of transparency.dev read).
 */
public final class VerifierKey {

  static final byte ED25519 = 1;
  static final int KEY_SIZE = 32;

  /** What stands before the 32 bytes of an Ed25519 key in X.509 (RFC 8410). */
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final Origin name;
  private final byte[] encoded;
  private final PublicKey key;
  private final int id;

  private VerifierKey(Origin name, byte[] encoded, PublicKey key) {
    this.name = name;
    this.encoded = encoded;
    this.key = key;
    this.id = id(name, encoded);
  }

  /** A key of the JDK's. */
  static VerifierKey of(Origin name, PublicKey key) {
    var x509 = key.getEncoded();
    return new VerifierKey(
        name, Arrays.copyOfRange(x509, x509.length - KEY_SIZE, x509.length), key);
  }

  /** Reads the text of a key that stands in {@code field}. */
  public static Checked<VerifierKey> parse(String field, String text) {
    var parts = text.strip().split("\\+", 3);
    if (parts.length == 3
        && Origin.parse(field, parts[0]) instanceof Checked.Valid<Origin>(var name)) {
      try {
        var bytes = Base64.getDecoder().decode(parts[2]);
        if (bytes.length == 1 + KEY_SIZE && bytes[0] == ED25519) {
          var encoded = Arrays.copyOfRange(bytes, 1, bytes.length);
          var key = new VerifierKey(name, encoded, decode(encoded));
          if (key.text().equals(text.strip())) {
            return Checked.valid(key);
          }
        }
      } catch (IllegalArgumentException | GeneralSecurityException e) {
        // Told below, as every other fault of the text.
      }
    }
    return Checked.invalid(
        field,
        "it is no public key of a log",
        "use a line NAME+ID+BASE64 as the log's keeper gave it to you, of an Ed25519 key");
  }

  private static PublicKey decode(byte[] encoded) throws GeneralSecurityException {
    var x509 = ByteBuffer.allocate(X509_PREFIX.length + KEY_SIZE).put(X509_PREFIX).put(encoded);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509.array()));
  }

  private static int id(Origin name, byte[] encoded) {
    var digest = TreeHasher.sha256();
    digest.update(name.text().getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
    digest.update(ED25519);
    digest.update(encoded);
    return ByteBuffer.wrap(digest.digest()).getInt();
  }

  /** Whose key it is. */
  public Origin name() {
    return name;
  }

  /** The first four bytes of SHA-256 over name, line feed, 1 and key (C2SP signed-note). */
  public int id() {
    return id;
  }

  /** Whether these bytes are the key's signature over {@code text}. */
  boolean signed(byte[] text, byte[] signature) {
    try {
      var check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(text);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The key as a line. */
  public String text() {
    var bytes = ByteBuffer.allocate(1 + KEY_SIZE).put(ED25519).put(encoded).array();
    return "%s+%08x+%s".formatted(name.text(), id, Base64.getEncoder().encodeToString(bytes));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey key && text().equals(key.text());
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, id);
  }

  @Override
  public String toString() {
    return text();
  }
}
