package dev.steward.ledger.seal;

import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.entry.RecordId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/** The key of a bucket, unwrapped: encrypts and decrypts its records. */
public final class BucketKey {

  /** Bytes of a bucket key. */
  public static final int SIZE = 32;

  /** Bytes of a record's salt. */
  public static final int SALT = 32;

  /**
   * How record keys are derived: HKDF-SHA256 of the bucket key, extracted with the salt, expanded
   * with {@code steward.dev/record-key/1}, the entry's kind and the record's id.
   */
  public static final byte DERIVATION = 1;

  private static final byte[] INFO = "steward.dev/record-key/1".getBytes(StandardCharsets.US_ASCII);
  private static final int TAG_BITS = 128;
  private static final byte[] NONCE = new byte[12];

  /** Looking an algorithm up takes as long as using it. */
  private static final Spares<Algorithms> ALGORITHMS = new Spares<>(Algorithms::find);

  private record Algorithms(KDF derivation, Cipher cipher) {

    static Algorithms find() {
      try {
        return new Algorithms(
            KDF.getInstance("HKDF-SHA256"), Cipher.getInstance("AES/GCM/NoPadding"));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has HKDF and AES-GCM", e);
      }
    }
  }

  private final String id;
  private final byte[] key;

  /**
   * A key.
   *
   * @param id names it, without telling it
   * @param key 32 bytes
   */
  public BucketKey(String id, byte[] key) {
    if (key.length != SIZE) {
      throw new IllegalArgumentException("a bucket key has 32 bytes");
    }
    this.id = id;
    this.key = key.clone();
  }

  /** Names the key, without telling it. */
  public String id() {
    return id;
  }

  /** Encrypts a record for its entry, whose head is authenticated with it. */
  public byte[] seal(Entry entry, byte[] salt, byte[] record) {
    return ALGORITHMS.with(algorithms -> {
      try {
        return run(algorithms, Cipher.ENCRYPT_MODE, entry, salt, record);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has HKDF and AES-GCM", e);
      }
    });
  }

  /** Decrypts a record; fails if it isn't that of this entry, salt and key. */
  public byte[] open(Entry entry, byte[] salt, byte[] sealed) throws GeneralSecurityException {
    return run(Algorithms.find(), Cipher.DECRYPT_MODE, entry, salt, sealed);
  }

  private byte[] run(Algorithms algorithms, int mode, Entry entry, byte[] salt, byte[] input)
      throws GeneralSecurityException {
    var cipher = algorithms.cipher();
    cipher.init(
        mode,
        recordKey(algorithms.derivation(), entry, salt),
        new GCMParameterSpec(TAG_BITS, NONCE));
    cipher.updateAAD(Arrays.copyOf(entry.bytes(), Entry.HEAD));
    return cipher.doFinal(input);
  }

  private SecretKey recordKey(KDF derivation, Entry entry, byte[] salt)
      throws GeneralSecurityException {
    var info =
        ByteBuffer.allocate(INFO.length + 1 + RecordId.SIZE).put(INFO).put(entry.kind().code());
    entry.id().write(info);
    return derivation.deriveKey(
        "AES",
        HKDFParameterSpec.ofExtract().addIKM(key).addSalt(salt).thenExpand(info.array(), SIZE));
  }
}
