package dev.steward.ledger.note;

import dev.steward.core.check.Checked;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * A key that signs checkpoints. Its text is two lines: {@code PRIVATE+KEY+NAME+ID+BASE64}, the base
 * 64 of the byte 1 and the 32 bytes of the seed, as Go's sumdb/note writes it; and the public key
 * ({@link VerifierKey}), which the JDK can't compute from the seed.
 */
public final class SignerKey {

  private static final String PREFIX = "PRIVATE+KEY+";

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
