package dev.steward.ledger.seal;

import dev.steward.core.check.Checked;
import dev.steward.ledger.merkle.TreeHasher;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A root key of 32 bytes, in base 64, as a file holds it: on a person's machine, or mounted from a
 * Secret. Who can read the Secret, or a backup of it, can read what it protects as long as wrapped
 * keys are left; a service for keys doesn't have that limit.
 */
public final class FileRootKey implements RootKey {

  private static final int SIZE = 32;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final byte[] key;
  private final SecureRandom random = new SecureRandom();

  private FileRootKey(byte[] key) {
    this.key = key;
  }

  /** A new key's text. */
  public static String generate() {
    var key = new byte[SIZE];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key) + "\n";
  }

  /** The key of a text that stands in {@code field}; what is wrong is told without it. */
  public static Checked<RootKey> parse(String field, String text) {
    try {
      var key = Base64.getDecoder().decode(text.strip());
      if (key.length == SIZE) {
        return Checked.valid(new FileRootKey(key));
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    return Checked.invalid(
        field, "it is no root key", "use 32 random bytes in base 64: openssl rand -base64 32");
  }

  @Override
  public String id() {
    var digest = TreeHasher.sha256();
    digest.update("steward.dev/root-key-id".getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(digest.digest(key), 0, 8);
  }

  @Override
  public byte[] wrap(byte[] plain, String context) throws GeneralSecurityException {
    var nonce = new byte[NONCE];
    random.nextBytes(nonce);
    var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
    var wrapped = Arrays.copyOf(nonce, NONCE + sealed.length);
    System.arraycopy(sealed, 0, wrapped, NONCE, sealed.length);
    return wrapped;
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String context) throws GeneralSecurityException {
    if (wrapped.length <= NONCE) {
      throw new AEADBadTagException("too short to be a wrapped key");
    }
    return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(wrapped, NONCE), context)
        .doFinal(wrapped, NONCE, wrapped.length - NONCE);
  }

  private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
