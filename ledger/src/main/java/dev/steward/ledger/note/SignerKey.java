package dev.steward.ledger.note;

import dev.steward.core.check.Checked;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * A key that signs checkpoints. Its text is two lines: {@code PRIVATE+KEY+NAME+ID+BASE64}, the base
 * 64 of the byte 1 and the 32 bytes of the seed, as Go's sumdb/note writes it; and the public key
 * ({@link VerifierKey}), which the JDK can't compute from the seed.
 */
public final class SignerKey {

  /** Bytes of a secret that keys are derived from. */
  public static final int SECRET = 32;

  private static final String PREFIX = "PRIVATE+KEY+";
  private static final String DERIVATION = "steward.dev/log-key/1 ";

  private final PrivateKey key;
  private final VerifierKey verifier;

  private SignerKey(PrivateKey key, VerifierKey verifier) {
    this.key = key;
    this.verifier = verifier;
  }

  /** A new key of the JDK's secure random. */
  public static SignerKey generate(Origin name) {
    try {
      var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new SignerKey(pair.getPrivate(), VerifierKey.of(name, pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  /**
   * The key of a log that has one of many names below one secret: its seed is HKDF-SHA256 of {@code
   * secret}, expanded with {@code steward.dev/log-key/1} and the name. Who has the secret has every
   * such key; who has one key has no other.
   *
   * @param secret {@value #SECRET} random bytes
   */
  public static SignerKey derive(byte[] secret, Origin name) {
    if (secret.length != SECRET) {
      throw new IllegalArgumentException("a secret has %d bytes".formatted(SECRET));
    }
    try {
      var info = (DERIVATION + name.text()).getBytes(StandardCharsets.UTF_8);
      var seed =
          KDF.getInstance("HKDF-SHA256")
              .deriveData(
                  HKDFParameterSpec.ofExtract()
                      .addIKM(secret)
                      .thenExpand(info, VerifierKey.KEY_SIZE));
      return ofSeed(seed, name);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HKDF and Ed25519", e);
    }
  }

  /**
   * The pair of a seed. The JDK computes a public key only while it generates a pair, so it is made
   * to generate this one; were it ever to use its random bytes in another way, that is noticed.
   */
  static SignerKey ofSeed(byte[] seed, Origin name) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(NamedParameterSpec.ED25519, new Predetermined(seed));
    var pair = generator.generateKeyPair();
    var made = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElse(new byte[0]);
    if (!Arrays.equals(made, seed)) {
      throw new GeneralSecurityException("this JDK makes no pair of a seed");
    }
    return new SignerKey(pair.getPrivate(), VerifierKey.of(name, pair.getPublic()));
  }

  /** Gives the bytes that it was given. */
  private static final class Predetermined extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    private Predetermined(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public void nextBytes(byte[] into) {
      System.arraycopy(bytes, 0, into, 0, into.length);
    }
  }

  /** Reads a key that stands in {@code field}; what is wrong is told without the text. */
  public static Checked<SignerKey> parse(String field, String text) {
    var lines = text.strip().split("\n", -1);
    if (lines.length == 2
        && VerifierKey.parse(field, lines[1]) instanceof Checked.Valid<VerifierKey>(var verifier)) {
      var prefix = PREFIX + "%s+%08x+".formatted(verifier.name().text(), verifier.id());
      if (lines[0].startsWith(prefix)) {
        try {
          var bytes = Base64.getDecoder().decode(lines[0].substring(prefix.length()).strip());
          if (bytes.length == 1 + VerifierKey.KEY_SIZE && bytes[0] == VerifierKey.ED25519) {
            var signer = new SignerKey(decode(Arrays.copyOfRange(bytes, 1, 33)), verifier);
            var sample = "a text".getBytes(StandardCharsets.UTF_8);
            if (verifier.signed(sample, signer.sign(sample))) {
              return Checked.valid(signer);
            }
          }
        } catch (IllegalArgumentException | GeneralSecurityException e) {
          // Told below, as every other fault of the text.
        }
      }
    }
    return Checked.invalid(
        field,
        "it is no pair of keys of a log",
        "use two lines, PRIVATE+KEY+NAME+ID+BASE64 and NAME+ID+BASE64, of one Ed25519 key");
  }

  private static PrivateKey decode(byte[] seed) throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519")
        .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
  }

  /** The public half, for whoever verifies. */
  public VerifierKey verifier() {
    return verifier;
  }

  /** The 64 bytes of the signature over {@code text}. */
  byte[] sign(byte[] text) {
    try {
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(text);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was made or read signs", e);
    }
  }

  /** The key as two lines. Secret: for a file that only the log's process reads. */
  public String text() {
    var seed =
        ((EdECPrivateKey) key)
            .getBytes()
            .orElseThrow(() -> new IllegalStateException("a key without its bytes"));
    var bytes = ByteBuffer.allocate(1 + seed.length).put(VerifierKey.ED25519).put(seed).array();
    return PREFIX
        + "%s+%08x+%s\n"
            .formatted(
                verifier.name().text(), verifier.id(), Base64.getEncoder().encodeToString(bytes))
        + verifier.text()
        + "\n";
  }

  /** The public half: the secret one is never shown by accident. */
  @Override
  public String toString() {
    return verifier.text();
  }
}
