package dev.steward.store.sign;

import dev.steward.ledger.merkle.TreeHasher;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.Extension;

/**
 * That a certificate was logged before it was made (RFC 6962, 3.2 and 3.3): its extension holds
 * signatures of logs over what it is without that extension.
 */
final class CertificateLogs {

  private static final String TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2";

  /** Tag of a certificate's extensions (RFC 5280, 4.1). */
  private static final int EXTENSIONS = 3;

  private static final int VERSION_1 = 0;
  private static final int CERTIFICATE_TIMESTAMP = 0;
  private static final int PRE_CERTIFICATE = 1;

  private CertificateLogs() {}

  private record Timestamp(String log, long millis, ByteBuffer extensions, ByteBuffer signature) {}

  /** Returns if one of these logs has taken the certificate. */
  static void mustHave(X509Certificate own, X509Certificate issuer, List<TrustedRoot.Log> logs)
      throws UnsignedException {
    var extension = own.getExtensionValue(TIMESTAMPS);
    if (extension == null) {
      throw unlogged("the certificate has no timestamp of a log");
    }
    try {
      for (var timestamp : timestamps(extension)) {
        var log = TrustedRoot.find(logs, timestamp.log, Instant.ofEpochMilli(timestamp.millis));
        if (log.isPresent()
            && PublicKeys.verify(
                log.get().key(), signed(timestamp, own, issuer), bytes(timestamp.signature))) {
          return;
        }
      }
    } catch (IOException
        | CertificateEncodingException
        | BufferUnderflowException
        | IllegalArgumentException
        | ClassCastException e) {
      throw unlogged("the certificate's timestamps of logs can't be read");
    }
    throw unlogged("no log of spec.model.signature.trustedRoot has taken the certificate");
  }

  private static UnsignedException unlogged(String problem) {
    return new UnsignedException(
        problem,
        "sign the model with the Sigstore whose trusted root you state; if that was done, don't"
            + " trust the place");
  }

  private static List<Timestamp> timestamps(byte[] extension) throws IOException {
    var inner = ASN1OctetString.getInstance(extension).getOctets();
    var list = block(ByteBuffer.wrap(ASN1OctetString.getInstance(inner).getOctets()));
    var found = new ArrayList<Timestamp>();
    while (list.hasRemaining()) {
      var one = block(list);
      if (one.get() != VERSION_1) {
        continue;
      }
      var log = new byte[32];
      one.get(log);
      var millis = one.getLong();
      var extensions = block(one);
      // Hash and kind of signature: the key says both.
      one.getShort();
      found.add(new Timestamp(HexFormat.of().formatHex(log), millis, extensions, block(one)));
    }
    return found;
  }

  /** What stands behind its length in two bytes. */
  private static ByteBuffer block(ByteBuffer from) {
    int size = Short.toUnsignedInt(from.getShort());
    if (size > from.remaining()) {
      throw new BufferUnderflowException();
    }
    var block = from.slice(from.position(), size);
    from.position(from.position() + size);
    return block;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static byte[] signed(Timestamp timestamp, X509Certificate own, X509Certificate issuer)
      throws IOException, CertificateEncodingException {
    var before = withoutTimestamps(own.getTBSCertificate());
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeByte(VERSION_1);
    out.writeByte(CERTIFICATE_TIMESTAMP);
    out.writeLong(timestamp.millis);
    out.writeShort(PRE_CERTIFICATE);
    out.write(TreeHasher.sha256().digest(issuer.getPublicKey().getEncoded()));
    out.writeByte(before.length >> 16);
    out.writeShort(before.length);
    out.write(before);
    out.writeShort(timestamp.extensions.remaining());
    out.write(bytes(timestamp.extensions));
    return bytes.toByteArray();
  }

  private static byte[] withoutTimestamps(byte[] certificate) throws IOException {
    var parts = new ASN1EncodableVector();
    for (var part : ASN1Sequence.getInstance(certificate)) {
      parts.add(
          part instanceof ASN1TaggedObject tagged && tagged.getTagNo() == EXTENSIONS
              ? new DERTaggedObject(true, EXTENSIONS, withoutTimestamps(tagged))
              : part);
    }
    return new DERSequence(parts).getEncoded();
  }

  private static ASN1Encodable withoutTimestamps(ASN1TaggedObject extensions) {
    var kept = new ASN1EncodableVector();
    for (var item : ASN1Sequence.getInstance(extensions, true)) {
      if (!Extension.getInstance(item).getExtnId().getId().equals(TIMESTAMPS)) {
        kept.add(item);
      }
    }
    return new DERSequence(kept);
  }
}
