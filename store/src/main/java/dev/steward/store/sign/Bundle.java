package dev.steward.store.sign;

import dev.steward.store.Json;
import dev.steward.store.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Sigstore bundle of media type {@code application/vnd.dev.sigstore.bundle.v0.3+json} with a DSSE
 * envelope (sigstore/protobuf-specs, {@code sigstore_bundle.proto}). Nobody vouches for what it
 * says.
 */
final class Bundle {

  private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  /** A chain is a certificate, and one or two of those who certify. */
  private static final int MOST_CERTIFICATES = 10;

  /** One is enough; nobody's time is worth more than a few. */
  private static final int MOST_TIMESTAMPS = 8;

  private final byte[] payload;
  private final byte[] signature;
  private final Json material;

  private Bundle(byte[] payload, byte[] signature, Json material) {
    this.payload = payload;
    this.signature = signature;
    this.material = material;
  }

  /** Reads one that is short enough to be held. */
  static Bundle read(byte[] text) throws UnsignedException {
    Json json;
    try {
      json = Json.parse(text);
    } catch (RefusedException e) {
      throw UnsignedException.unreadable(e.problem());
    }
    var type = json.text("mediaType").orElse("");
    if (!type.equals(MEDIA_TYPE)) {
      throw UnsignedException.unreadable("it is of another kind than " + MEDIA_TYPE);
    }
    var envelope =
        json.field("dsseEnvelope")
            .orElseThrow(() -> UnsignedException.unreadable("it has no dsseEnvelope"));
    if (!envelope.text("payloadType").orElse("").equals(PAYLOAD_TYPE)) {
      throw UnsignedException.unreadable("its payload is no " + PAYLOAD_TYPE);
    }
    var signatures = envelope.items("signatures");
    if (signatures.size() != 1) {
      throw UnsignedException.unreadable(
          "it has %d signatures, not one".formatted(signatures.size()));
    }
    return new Bundle(
        Fields.bytes(envelope, "payload"),
        Fields.bytes(signatures.getFirst(), "sig"),
        json.field("verificationMaterial").orElse(json));
  }

  /** What was signed, once its signature holds. */
  byte[] payload() {
    return payload;
  }

  byte[] signature() {
    return signature;
  }

  /** Of who says to have signed, his own first; none where the bundle names a key. */
  List<X509Certificate> certificates() throws UnsignedException {
    var items = new ArrayList<Json>();
    material.field("certificate").ifPresent(items::add);
    material
        .field("x509CertificateChain")
        .ifPresent(chain -> items.addAll(chain.items("certificates")));
    if (items.size() > MOST_CERTIFICATES) {
      throw UnsignedException.unreadable("it has %d certificates".formatted(items.size()));
    }
    var certificates = new ArrayList<X509Certificate>();
    for (var item : items) {
      certificates.add(Fields.certificate(item));
    }
    return List.copyOf(certificates);
  }

  /** That the signature is in a log, which bundles by keys and certificates don't say. */
  Optional<LogEntry> logEntry() throws UnsignedException {
    var entries = material.items("tlogEntries");
    if (entries.size() > 1) {
      throw UnsignedException.unreadable("it has %d log entries".formatted(entries.size()));
    }
    return entries.isEmpty() ? Optional.empty() : Optional.of(LogEntry.read(entries.getFirst()));
  }

  /** Responses of authorities for timestamps (RFC 3161) over the signature. */
  List<byte[]> timestamps() throws UnsignedException {
    var items =
        material
            .field("timestampVerificationData")
            .map(it -> it.items("rfc3161Timestamps"))
            .orElse(List.of());
    if (items.size() > MOST_TIMESTAMPS) {
      throw UnsignedException.unreadable("it has %d timestamps".formatted(items.size()));
    }
    var timestamps = new ArrayList<byte[]>();
    for (var item : items) {
      timestamps.add(Fields.bytes(item, "signedTimestamp"));
    }
    return List.copyOf(timestamps);
  }

  /**
   * What a signature is over (DSSE 1.0, pre-authentication encoding): {@code "DSSEv1" SP LEN(type)
   * SP type SP LEN(body) SP body}.
   */
  byte[] signed() {
    var head =
        "DSSEv1 %d %s %d "
            .formatted(PAYLOAD_TYPE.length(), PAYLOAD_TYPE, payload.length)
            .getBytes(StandardCharsets.US_ASCII);
    var all = new byte[head.length + payload.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(payload, 0, all, head.length, payload.length);
    return all;
  }
}
