package dev.steward.store.sign;

import dev.steward.store.Json;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;

/** Fields as JSON has those of protocol buffers: bytes in base 64, numbers of 64 bits as texts. */
final class Fields {

  private Fields() {}

  static byte[] bytes(Json json, String field) throws UnsignedException {
    return decoded(json.text(field), field);
  }

  static byte[] decoded(Optional<String> base64, String field) throws UnsignedException {
    try {
      return Base64.getDecoder()
          .decode(base64.orElseThrow(() -> UnsignedException.unreadable("it has no " + field)));
    } catch (IllegalArgumentException e) {
      throw UnsignedException.unreadable("its %s is no base64".formatted(field));
    }
  }

  /** A number; absent is 0. */
  static long number(Json json, String field) throws UnsignedException {
    var text = json.text(field);
    try {
      return text.isPresent() ? Long.parseLong(text.get()) : json.number(field).orElse(0);
    } catch (NumberFormatException e) {
      throw UnsignedException.unreadable("its %s is no number".formatted(field));
    }
  }

  /** The one in a field {@code rawBytes}. */
  static X509Certificate certificate(Json json) throws UnsignedException {
    var der = bytes(json, "rawBytes");
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw UnsignedException.unreadable("one of its certificates is none");
    }
  }
}
