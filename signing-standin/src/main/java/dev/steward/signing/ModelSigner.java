package dev.steward.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Signs as {@code model_signing sign key} does. */
public final class ModelSigner {

  private final KeyPair pair;
  private final String algorithm;

  private ModelSigner(KeyPair pair, String algorithm) {
    this.pair = pair;
    this.algorithm = algorithm;
  }

  /** With a new key on a curve. */
  public static ModelSigner on(String curve) throws GeneralSecurityException {
    if (curve.equals("Ed25519")) {
      return new ModelSigner(KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), curve);
    }
    var keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(new ECGenParameterSpec(curve));
    return new ModelSigner(
        keys.generateKeyPair(),
        switch (curve) {
          case "secp256r1" -> "SHA256withECDSA";
          case "secp384r1" -> "SHA384withECDSA";
          default -> "SHA512withECDSA";
        });
  }

  /** Its public key in PEM. */
  public String publicKey() {
    return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
        .formatted(
            Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPublic().getEncoded()));
  }

  /** A bundle over files. */
  public byte[] bundle(Map<String, byte[]> files, String... leftOut)
      throws GeneralSecurityException {
    return bundle(statement(files, leftOut));
  }

  /** A bundle over any text. */
  public byte[] bundle(String statement) throws GeneralSecurityException {
    var body = statement.getBytes(StandardCharsets.UTF_8);
    var type = "application/vnd.in-toto+json";
    var signing = Signature.getInstance(algorithm);
    signing.initSign(pair.getPrivate());
    signing.update(
        "DSSEv1 28 %s %d ".formatted(type, body.length).getBytes(StandardCharsets.UTF_8));
    signing.update(body);
    return bundle(type, base64(body), base64(signing.sign())).getBytes(StandardCharsets.UTF_8);
  }

  /** A bundle of such parts. */
  public static String bundle(String type, String payload, String signature) {
    return """
    {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
     "verificationMaterial": {"publicKey": {"hint": "00"}, "tlogEntries": []},
     "dsseEnvelope": {"payload": "%s", "payloadType": "%s",
       "signatures": [{"sig": "%s", "keyid": ""}]}}
    """
        .formatted(payload, type, signature);
  }

  /** What is signed. */
  public static String statement(Map<String, byte[]> files, String... leftOut)
      throws GeneralSecurityException {
    var sha = MessageDigest.getInstance("SHA-256");
    var resources =
        new TreeMap<>(files)
            .entrySet().stream()
                .map(file -> Map.entry(file.getKey(), digest(file.getValue())))
                .toList();
    resources.forEach(file -> sha.update(HexFormat.of().parseHex(file.getValue())));
    return """
    {"_type": "https://in-toto.io/Statement/v1",
     "subject": [{"name": "m", "digest": {"sha256": "%s"}}],
     "predicateType": "https://model_signing/signature/v1.0",
     "predicate": {
       "serialization": {"method": "files", "hash_type": "sha256", "allow_symlinks": false,
         "ignore_paths": [%s]},
       "resources": [%s]}}
    """
        .formatted(
            HexFormat.of().formatHex(sha.digest()),
            List.of(leftOut).stream().map("\"%s\""::formatted).collect(Collectors.joining(", ")),
            resources.stream()
                .map(file ->
                    "{\"name\": \"%s\", \"algorithm\": \"sha256\", \"digest\": \"%s\"}"
                        .formatted(file.getKey(), file.getValue()))
                .collect(Collectors.joining(", ")));
  }

  /** Bytes as JSON has them. */
  public static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
