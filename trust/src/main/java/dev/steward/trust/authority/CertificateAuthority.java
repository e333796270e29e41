package dev.steward.trust.authority;

import dev.steward.core.check.Checked;
import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import dev.steward.trust.Pem;
import dev.steward.trust.SubjectNames;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA that signs for one installation of Steward. */
public final class CertificateAuthority {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String SIGNATURE = "SHA256withECDSA";

  private final PrivateKey key;
  private final X509Certificate certificate;
  private final Lifetimes lifetimes;

  private CertificateAuthority(PrivateKey key, X509Certificate certificate, Lifetimes lifetimes) {
    this.key = key;
    this.certificate = certificate;
    this.lifetimes = lifetimes;
  }

  /** A new one. Its subject has a random part, so that no two are taken for each other. */
  public static CertificateAuthority create(Lifetimes lifetimes, Instant now) {
    var keys = keys();
    var name = new X500Name("O=Steward,CN=Steward CA " + serial().toString(16).substring(0, 12));
    try {
      var extensions = new JcaX509ExtensionUtils();
      var builder =
          new JcaX509v3CertificateBuilder(
                  name,
                  serial(),
                  Date.from(now.minus(Lifetimes.SKEW)),
                  Date.from(now.plus(lifetimes.authority())),
                  name,
                  keys.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  extensions.createSubjectKeyIdentifier(keys.getPublic()));
      return new CertificateAuthority(
          keys.getPrivate(), sign(builder, keys.getPrivate()), lifetimes);
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("no CA can be made", e);
    }
  }

  /** The one that was stored, by its key and its certificate in PEM. */
  public static Checked<CertificateAuthority> parse(
      String key, String certificate, Lifetimes lifetimes) {
    try {
      // A CA's certificate is signed by itself: the same checks as for all others.
      var own = Pem.certificate(certificate);
      var read = Credentials.of(Pem.privateKey(key), List.of(own), List.of(own));
      return Checked.valid(new CertificateAuthority(read.key(), own, lifetimes));
    } catch (GeneralSecurityException e) {
      return Checked.invalid(
          "tls.crt, tls.key",
          "they are no CA (" + e.getMessage() + ")",
          "delete the Secret, and the operator makes a new one");
    }
  }

  /** A new one, whose certificates are good for as long. */
  CertificateAuthority another(Instant now) {
    return create(lifetimes, now);
  }

  /** The secret part, to be stored. */
  public PrivateKey key() {
    return key;
  }

  /** The public part. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** A new key with a certificate that proves {@code name}, for one who trusts this CA alone. */
  public Credentials issue(PeerName name, Purpose purpose, Instant now) {
    return issue(name, purpose, List.of(certificate), now);
  }

  /**
   * A new key with a certificate that proves {@code name}.
   *
   * @param trusted whom its holder is to believe; this CA is among them
   */
  Credentials issue(PeerName name, Purpose purpose, List<X509Certificate> trusted, Instant now) {
    var keys = keys();
    try {
      var extensions = new JcaX509ExtensionUtils();
      var builder =
          new JcaX509v3CertificateBuilder(
                  // As it is encoded there: written anew it might not be the same bytes.
                  X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                  serial(),
                  Date.from(now.minus(Lifetimes.SKEW)),
                  Date.from(now.plus(lifetimes.certificate())),
                  new X500Name("O=Steward"),
                  keys.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(ids(purpose)))
              .addExtension(
                  Extension.subjectAlternativeName,
                  false,
                  new GeneralNames(new GeneralName(GeneralName.dNSName, name.dns())))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  extensions.createAuthorityKeyIdentifier(certificate.getPublicKey()));
      return Credentials.of(keys.getPrivate(), List.of(sign(builder, key)), trusted);
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("no certificate can be made", e);
    }
  }

  /**
   * Until when {@code stored} may stay as it is; empty if it is to be made anew now: it is another
   * CA's, proves another name or purpose, or its renewal is due.
   */
  public Optional<Instant> good(Credentials stored, PeerName name, Purpose purpose, Instant now) {
    return good(stored, name, purpose, List.of(certificate), now);
  }

  /** As {@link #good(Credentials, PeerName, Purpose, Instant)}, with those that are trusted. */
  Optional<Instant> good(
      Credentials stored,
      PeerName name,
      Purpose purpose,
      List<X509Certificate> trusted,
      Instant now) {
    var shown = stored.certificate();
    var renewal = shown.getNotBefore().toInstant().plus(Lifetimes.SKEW).plus(lifetimes.renewal());
    return stored.trusted().equals(trusted)
            && hasSigned(shown)
            && SubjectNames.of(shown).equals(List.of(name.dns()))
            && purposes(shown).equals(purpose.identifiers())
            && !shown.getNotBefore().toInstant().isAfter(now)
            && renewal.isAfter(now)
            && shown.getNotAfter().toInstant().isAfter(now)
        ? Optional.of(renewal)
        : Optional.empty();
  }

  private boolean hasSigned(X509Certificate shown) {
    try {
      shown.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException another) {
      return false;
    }
  }

  private static KeyPurposeId[] ids(Purpose purpose) {
    return purpose.identifiers().stream()
        .map(identifier -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(identifier)))
        .toArray(KeyPurposeId[]::new);
  }

  private static List<String> purposes(X509Certificate certificate) {
    try {
      var purposes = certificate.getExtendedKeyUsage();
      return purposes == null ? List.of() : purposes;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static KeyPair keys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no curve P-256", e);
    }
  }

  /** 127 random bits: positive, and of no more than 20 octets (RFC 5280, 4.1.2.2). */
  private static BigInteger serial() {
    return new BigInteger(127, RANDOM).setBit(126);
  }
}
