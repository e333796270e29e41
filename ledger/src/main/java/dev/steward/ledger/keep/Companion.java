package dev.steward.ledger.keep;

import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.TreeHasher;
import dev.steward.ledger.seal.BucketKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A record as it lies beside its entry; its bytes are told in the package. For one thread.
 *
 * <p>Salts and bodies are handed on without copies.
 */
public sealed interface Companion {

  /** Random, and gone with the record. */
  byte[] salt();

  /** All its bytes. */
  byte[] bytes();

  /** Encrypted. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Sealed(byte[] salt, String keyId, String className, byte[] ciphertext)
      implements Companion {

    @Override
    public byte[] bytes() {
      var text = className.getBytes(StandardCharsets.US_ASCII);
      return ByteBuffer.allocate(REST + 1 + KEY_ID + 2 + text.length + ciphertext.length)
          .put(SEALED)
          .put(salt)
          .put(BucketKey.DERIVATION)
          .put(HexFormat.of().parseHex(keyId))
          .putShort((short) text.length)
          .put(text)
          .put(ciphertext)
          .array();
    }
  }

  /** Readable. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Open(byte[] salt, byte[] record) implements Companion {

    @Override
    public byte[] bytes() {
      return ByteBuffer.allocate(REST + record.length).put(OPEN).put(salt).put(record).array();
    }
  }

  /** What stands first in the bytes of a sealed record. */
  byte SEALED = 'S';

  /** What stands first in the bytes of a readable record. */
  byte OPEN = 'O';

  /** Bytes of a bucket key's id. */
  int KEY_ID = 8;

  /** Where the rest begins, behind form and salt. */
  int REST = 1 + BucketKey.SALT;

  /** The companion of these bytes, if they are one. */
  static Optional<Companion> read(byte[] bytes) {
    if (bytes.length < REST) {
      return Optional.empty();
    }
    var salt = Arrays.copyOfRange(bytes, 1, REST);
    return switch (bytes[0]) {
      case OPEN -> Optional.of(new Open(salt, Arrays.copyOfRange(bytes, REST, bytes.length)));
      case SEALED -> sealed(salt, ByteBuffer.wrap(bytes, REST, bytes.length - REST));
      default -> Optional.empty();
    };
  }

  private static Optional<Companion> sealed(byte[] salt, ByteBuffer rest) {
    if (rest.remaining() < 1 + KEY_ID + 2 || rest.get() != BucketKey.DERIVATION) {
      return Optional.empty();
    }
    var keyId = new byte[KEY_ID];
    rest.get(keyId);
    var length = Short.toUnsignedInt(rest.getShort());
    if (rest.remaining() < length) {
      return Optional.empty();
    }
    var text = new byte[length];
    rest.get(text);
    var ciphertext = new byte[rest.remaining()];
    rest.get(ciphertext);
    return Optional.of(
        new Sealed(
            salt,
            HexFormat.of().formatHex(keyId),
            new String(text, StandardCharsets.US_ASCII),
            ciphertext));
  }

  /** Computes commitments; keeps its digests, for one thread. */
  final class Commitments {
    private static final byte[] DOMAIN =
        "steward.dev/record/1\n".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest inner = TreeHasher.sha256();
    private final MessageDigest outer = TreeHasher.sha256();

    /**
     * The commitment to a companion.
     *
     * @param entry its first 38 bytes count
     */
    public Hash of(byte[] entry, byte[] companion) {
      inner.update(companion, REST, companion.length - REST);
      outer.update(DOMAIN);
      outer.update(entry, 0, Entry.HEAD);
      outer.update(companion, 0, REST);
      outer.update(inner.digest());
      return Hash.of(outer.digest());
    }
  }
}
