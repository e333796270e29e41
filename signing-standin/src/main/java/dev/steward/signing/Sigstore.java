package dev.steward.signing;

import dev.steward.ledger.merkle.TreeHasher;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/**
 * A Sigstore that certifies whomever it is told, and logs it: an authority like Fulcio with a log
 * of certificates, a log like Rekor of either version, and an authority for timestamps.
 */
public final class Sigstore {

  /** What a trusted root may lack. */
  public enum Part {
    CERTIFICATE_LOG,
    TIMES
  }

  private static final String HOST = "log.sigstore.test";
  private static final String SCT = "1.3.6.1.4.1.11129.2.4.2";
  private static final String ISSUER = "1.3.6.1.4.1.57264.1.8";
  private static final String OLDER_ISSUER = "1.3.6.1.4.1.57264.1.1";

  /** All that is older than what it signs. */
  private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

  private final KeyPair rootKey = pair();
  private final X509Certificate root = authority("CN=root", rootKey, "CN=root", rootKey, 1);
  private final KeyPair fulcioKey = pair();
  private final X509Certificate fulcio = authority("CN=fulcio", fulcioKey, "CN=root", rootKey, 0);
  private final KeyPair timesKey = pair();
  private final X509Certificate times = timesCertificate();
  private final KeyPair certificateLog = pair();
  private final KeyPair log = pair();

  /** What a test changes of an ordinary signing. */
  public record Signing(
      String identity,
      String issuer,
      Instant signed,
      Duration certifiedFor,
      boolean isLogged,
      int rekor,
      KeyPurposeId purpose) {}

  /** One that all verifiers take. */
  public static Signing ordinary() {
    return new Signing(
        "ci@acme.example",
        "https://issuer.example",
        Instant.parse("2026-06-01T12:05:00Z"),
        Duration.ofMinutes(10),
        true,
        1,
        KeyPurposeId.id_kp_codeSigning);
  }

  /** A bundle over a text. */
  public String bundle(String statement, Signing signing) throws Exception {
    var own = pair();
    var certificate = certificate(own.getPublic(), signing);
    var payload = statement.getBytes(StandardCharsets.UTF_8);
    var type = "application/vnd.in-toto+json";
    var head = "DSSEv1 28 %s %d ".formatted(type, payload.length);
    var signed = joined(head.getBytes(StandardCharsets.UTF_8), payload);
    var signature = sign(own, signed);
    var body =
        signing.rekor == 1
            ? envelope(payload, signature, certificate)
            : hashed(signed, signature, certificate);
    return """
    {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
     "verificationMaterial": {
       "certificate": {"rawBytes": "%s"},
       "tlogEntries": [%s]%s},
     "dsseEnvelope": {"payload": "%s", "payloadType": "%s", "signatures": [{"sig": "%s"}]}}
    """
        .formatted(
            base64(certificate.getEncoded()),
            entry(body.getBytes(StandardCharsets.UTF_8), signing),
            signing.rekor == 1 ? "" : timestamps(signature, signing.signed),
            base64(payload),
            type,
            base64(signature));
  }

  /** Its root of trust, without parts of it. */
  public String trustedRoot(Part... without) throws Exception {
    var left = Set.of(without);
    return """
    {"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
     "tlogs": [%s],
     "certificateAuthorities": [{"subject": {"organization": "acme", "commonName": "fulcio"},
       "uri": "https://fulcio.test",
       "certChain": {"certificates": [{"rawBytes": "%s"}, {"rawBytes": "%s"}]},
       "validFor": {"start": "%s"}}],
     "ctlogs": [%s],
     "timestampAuthorities": [%s]}
    """
        .formatted(
            log(log.getPublic()),
            base64(fulcio.getEncoded()),
            base64(root.getEncoded()),
            BEGUN,
            left.contains(Part.CERTIFICATE_LOG) ? "" : log(certificateLog.getPublic()),
            left.contains(Part.TIMES)
                ? ""
                : """
                {"subject": {"organization": "acme", "commonName": "times"}, "uri": "https://tsa.test",
                 "certChain": {"certificates": [{"rawBytes": "%s"}, {"rawBytes": "%s"}]},
                 "validFor": {"start": "%s"}}
                """
                    .formatted(base64(times.getEncoded()), base64(root.getEncoded()), BEGUN));
  }

  private static String log(PublicKey key) {
    return """
    {"baseUrl": "https://%s", "hashAlgorithm": "SHA2_256",
     "publicKey": {"rawBytes": "%s", "keyDetails": "PKIX_ECDSA_P256_SHA_256",
       "validFor": {"start": "%s"}},
     "logId": {"keyId": "%s"}}
    """
        .formatted(HOST, base64(key.getEncoded()), BEGUN, base64(sha256(key.getEncoded())));
  }

  /** As Rekor 1 canonicalises it. */
  private static String envelope(byte[] payload, byte[] signature, X509Certificate certificate)
      throws GeneralSecurityException {
    var pem =
        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
            .formatted(
                Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(certificate.getEncoded()));
    var hex = HexFormat.of().formatHex(sha256(payload));
    return ("{\"apiVersion\":\"0.0.1\",\"kind\":\"dsse\",\"spec\":{\"envelopeHash\":"
            + "{\"algorithm\":\"sha256\",\"value\":\"%s\"},\"payloadHash\":{\"algorithm\":\"sha256\","
            + "\"value\":\"%s\"},\"signatures\":[{\"signature\":\"%s\",\"verifier\":\"%s\"}]}}")
        .formatted(hex, hex, base64(signature), base64(pem.getBytes(StandardCharsets.UTF_8)));
  }

  private static String hashed(byte[] signed, byte[] signature, X509Certificate certificate)
      throws GeneralSecurityException {
    return ("{\"apiVersion\":\"0.0.2\",\"kind\":\"hashedrekord\",\"spec\":{\"hashedRekordV002\":"
            + "{\"data\":{\"algorithm\":\"SHA2_256\",\"digest\":\"%s\"},\"signature\":{\"content\":"
            + "\"%s\",\"verifier\":{\"keyDetails\":\"PKIX_ECDSA_P256_SHA_256\",\"x509Certificate\":"
            + "{\"rawBytes\":\"%s\"}}}}}}")
        .formatted(base64(sha256(signed)), base64(signature), base64(certificate.getEncoded()));
  }

  /** The second of a tree of three. */
  private String entry(byte[] body, Signing signing) throws GeneralSecurityException {
    var hasher = new TreeHasher();
    var first = hasher.leaf(new byte[] {1});
    var last = hasher.leaf(new byte[] {3});
    var tree = hasher.node(hasher.node(first, hasher.leaf(body)), last);
    var text = "%s\n3\n%s\n".formatted(HOST, tree.base64());
    var id = sha256(log.getPublic().getEncoded());
    var signature = sign(log, text.getBytes(StandardCharsets.UTF_8));
    var note =
        "%s\\n\\u2014 %s %s\\n"
            .formatted(
                text.replace("\n", "\\n"), HOST, base64(joined(Arrays.copyOf(id, 4), signature)));
    var seconds = signing.signed.getEpochSecond();
    var promised =
        "{\"body\":\"%s\",\"integratedTime\":%d,\"logID\":\"%s\",\"logIndex\":1001}"
            .formatted(base64(body), seconds, HexFormat.of().formatHex(id));
    var promise =
        """
        "integratedTime": "%d", "inclusionPromise": {"signedEntryTimestamp": "%s"},\
        """
            .formatted(seconds, base64(sign(log, promised.getBytes(StandardCharsets.UTF_8))));
    return """
    {"logIndex": "1001", "logId": {"keyId": "%s"},
     "kindVersion": {"kind": "%s", "version": "%s"}, %s
     "inclusionProof": {"logIndex": "1", "treeSize": "3", "rootHash": "%s",
       "hashes": ["%s", "%s"], "checkpoint": {"envelope": "%s"}},
     "canonicalizedBody": "%s"}
    """
        .formatted(
            base64(id),
            signing.rekor == 1 ? "dsse" : "hashedrekord",
            signing.rekor == 1 ? "0.0.1" : "0.0.2",
            signing.rekor == 1 ? promise : "",
            tree.base64(),
            first.base64(),
            last.base64(),
            note,
            base64(body));
  }

  private String timestamps(byte[] signature, Instant time) throws Exception {
    var made =
        new TimeStampTokenGenerator(
            new JcaSimpleSignerInfoGeneratorBuilder()
                .build("SHA256withECDSA", timesKey.getPrivate(), times),
            new JcaDigestCalculatorProviderBuilder()
                .build()
                .get(new AlgorithmIdentifier(TSPAlgorithms.SHA256)),
            new ASN1ObjectIdentifier("1.2.3.4"));
    made.addCertificates(new JcaCertStore(List.of(times)));
    var asking = new TimeStampRequestGenerator();
    asking.setCertReq(true);
    var request = asking.generate(TSPAlgorithms.SHA256, sha256(signature), BigInteger.ONE);
    var response =
        new TimeStampResponseGenerator(made, TSPAlgorithms.ALLOWED)
            .generate(request, BigInteger.TWO, Date.from(time));
    return """
    , "timestampVerificationData": {"rfc3161Timestamps": [{"signedTimestamp": "%s"}]}\
    """
        .formatted(base64(response.getEncoded()));
  }

  private X509Certificate certificate(PublicKey key, Signing signing) throws Exception {
    var before = signer(key, signing).build(signer(fulcioKey));
    var logged = signer(key, signing);
    if (signing.isLogged) {
      logged.addExtension(
          new ASN1ObjectIdentifier(SCT),
          false,
          new DEROctetString(
              logged(before.toASN1Structure().getTBSCertificate().getEncoded(), signing.signed)));
    }
    return new JcaX509CertificateConverter().getCertificate(logged.build(signer(fulcioKey)));
  }

  private X509v3CertificateBuilder signer(PublicKey key, Signing signing) throws Exception {
    var start = signing.signed.minus(Duration.ofMinutes(5));
    var builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=fulcio"),
            BigInteger.valueOf(42),
            Date.from(start),
            Date.from(start.plus(signing.certifiedFor)),
            new X500Name(""),
            key);
    var name =
        new GeneralName(
            signing.identity.startsWith("https://")
                ? GeneralName.uniformResourceIdentifier
                : GeneralName.rfc822Name,
            signing.identity);
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(signing.purpose));
    builder.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(name));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(fulcio));
    builder.addExtension(
        new ASN1ObjectIdentifier(ISSUER), false, new DERUTF8String(signing.issuer));
    builder.addExtension(
        new ASN1ObjectIdentifier(OLDER_ISSUER),
        false,
        signing.issuer.getBytes(StandardCharsets.UTF_8));
    return builder;
  }

  /** A list of one timestamp, as TLS writes it (RFC 6962, 3.2 and 3.3). */
  private byte[] logged(byte[] certificate, Instant time) throws Exception {
    var signed = new ByteArrayOutputStream();
    var out = new DataOutputStream(signed);
    out.writeShort(0);
    out.writeLong(time.toEpochMilli());
    out.writeShort(1);
    out.write(sha256(fulcioKey.getPublic().getEncoded()));
    out.writeByte(0);
    out.writeShort(certificate.length);
    out.write(certificate);
    out.writeShort(0);
    var signature = sign(certificateLog, signed.toByteArray());
    var one = new ByteArrayOutputStream();
    out = new DataOutputStream(one);
    int size = 1 + 32 + 8 + 2 + 2 + 2 + signature.length;
    out.writeShort(size + 2);
    out.writeShort(size);
    out.writeByte(0);
    out.write(sha256(certificateLog.getPublic().getEncoded()));
    out.writeLong(time.toEpochMilli());
    out.writeShort(0);
    out.writeShort(0x0403);
    out.writeShort(signature.length);
    out.write(signature);
    return one.toByteArray();
  }

  private X509Certificate timesCertificate() {
    try {
      var builder = builder("CN=times", timesKey, "CN=root");
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(root));
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer(rootKey)));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate authority(
      String name, KeyPair key, String issuer, KeyPair by, int below) {
    try {
      var builder = builder(name, key, issuer);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(below));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key.getPublic()));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(by.getPublic()));
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer(by)));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509v3CertificateBuilder builder(String name, KeyPair key, String issuer) {
    return new JcaX509v3CertificateBuilder(
        new X500Name(issuer),
        BigInteger.valueOf(System.nanoTime()),
        Date.from(BEGUN),
        Date.from(BEGUN.plus(Duration.ofDays(3650))),
        new X500Name(name),
        key.getPublic());
  }

  private static ContentSigner signer(KeyPair by) throws OperatorCreationException {
    return new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate());
  }

  private static KeyPair pair() {
    try {
      var keys = KeyPairGenerator.getInstance("EC");
      keys.initialize(new ECGenParameterSpec("secp256r1"));
      return keys.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sign(KeyPair by, byte[] bytes) throws GeneralSecurityException {
    var signing = Signature.getInstance("SHA256withECDSA");
    signing.initSign(by.getPrivate());
    signing.update(bytes);
    return signing.sign();
  }

  private static byte[] sha256(byte[] bytes) {
    return TreeHasher.sha256().digest(bytes);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    var all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static String base64(byte[] bytes) {
    return ModelSigner.base64(bytes);
  }
}
