package dev.steward.trust;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

/** The names that a certificate proves. */
public final class SubjectNames {

  /** The kind of a DNS name (RFC 5280, 4.2.1.6). */
  private static final Integer DNS = 2;

  private SubjectNames() {}

  /** Its DNS names; none if it has none that can be read. */
  public static List<String> of(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> Objects.equals(name.get(0), DNS))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
