package dev.steward.store.sign;

import dev.steward.store.Json;
import dev.steward.store.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Whom a Sigstore consists of (sigstore/protobuf-specs, {@code sigstore_trustroot.proto}): what
 * certifies signers, where certificates and signatures are logged, and who vouches for times.
 */
record TrustedRoot(
    List<Authority> certifying, List<Log> certificateLogs, List<Log> logs, List<Authority> times) {

  /** The public one has four of its longest list. */
  private static final int MOST = 32;

  /** When something is trusted; without an end it still is. */
  record Validity(Instant start, Instant end) {
    boolean has(Instant time) {
      return !time.isBefore(start) && !time.isAfter(end);
    }
  }

  /**
   * Who certifies.
   *
   * @param chain the authority itself first, the one that is trusted last
   */
  record Authority(List<X509Certificate> chain, Validity validity) {}

  /**
   * A log.
   *
   * @param id by which its entries name it, in hexadecimal digits
   */
  record Log(String id, PublicKey key, Validity validity) {}

  /** Reads one, in JSON. */
  static TrustedRoot read(String text) throws UnsignedException {
    Json json;
    try {
      json = Json.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (RefusedException e) {
      throw broken(e.problem());
    }
    var root =
        new TrustedRoot(
            authorities(json, "certificateAuthorities"),
            logs(json, "ctlogs"),
            logs(json, "tlogs"),
            authorities(json, "timestampAuthorities"));
    if (root.certifying.isEmpty() || root.logs.isEmpty()) {
      throw broken("it has no certificateAuthorities, or no tlogs");
    }
    return root;
  }

  /** The log that an entry names, if it was trusted then. */
  static Optional<Log> find(List<Log> logs, String id, Instant time) {
    return logs.stream().filter(log -> log.id.equals(id) && log.validity.has(time)).findFirst();
  }

  private static List<Authority> authorities(Json json, String list) throws UnsignedException {
    var found = new ArrayList<Authority>();
    for (var item : bounded(json, list)) {
      var chain = new ArrayList<X509Certificate>();
      for (var certificate :
          item.field("certChain").map(it -> it.items("certificates")).orElse(List.of())) {
        chain.add(Fields.certificate(certificate));
      }
      if (chain.isEmpty()) {
        throw broken("one of its %s has no certificates".formatted(list));
      }
      found.add(new Authority(List.copyOf(chain), validity(item)));
    }
    return List.copyOf(found);
  }

  /** Keys of a kind that isn't known are those of nobody who is trusted. */
  private static List<Log> logs(Json json, String list) throws UnsignedException {
    var found = new ArrayList<Log>();
    for (var item : bounded(json, list)) {
      var key = item.field("publicKey").orElseThrow(() -> broken("a log has no publicKey"));
      var id = item.field("logId").orElseThrow(() -> broken("a log has no logId"));
      var name = HexFormat.of().formatHex(Fields.bytes(id, "keyId"));
      var validity = validity(key);
      publicKey(Fields.bytes(key, "rawBytes"))
          .ifPresent(known -> found.add(new Log(name, known, validity)));
    }
    return List.copyOf(found);
  }

  private static Optional<PublicKey> publicKey(byte[] encoded) {
    for (var algorithm : List.of("EC", "Ed25519")) {
      try {
        return Optional.of(
            KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded)));
      } catch (GeneralSecurityException e) {
        // Of another kind.
      }
    }
    return Optional.empty();
  }

  private static Validity validity(Json item) throws UnsignedException {
    var stated = item.field("validFor");
    try {
      return new Validity(
          stated.flatMap(it -> it.text("start")).map(Instant::parse).orElse(Instant.MIN),
          stated.flatMap(it -> it.text("end")).map(Instant::parse).orElse(Instant.MAX));
    } catch (DateTimeException e) {
      throw broken("one of its validFor has no times like 2026-01-31T00:00:00Z");
    }
  }

  private static List<Json> bounded(Json json, String list) throws UnsignedException {
    var items = json.items(list);
    if (items.size() > MOST) {
      throw broken("it has more than %d %s".formatted(MOST, list));
    }
    return items;
  }

  private static UnsignedException broken(String problem) {
    return new UnsignedException(
        "spec.model.signature.trustedRoot can't be read: " + problem,
        "write the content of your Sigstore's trusted_root.json");
  }
}
