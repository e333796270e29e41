package dev.steward.store;

import dev.steward.core.error.LoadException;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelUri;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model in a registry: OCI's distribution specification 1.1, its manifests and indexes, and those
 * of Docker's schema 2.
 */
final class OciSource implements ModelSource {

  private static final int MAX_MANIFEST = 4 << 20;
  private static final int MAX_ENTRIES = 1000;
  private static final String ACCEPTED =
      String.join(
          ", ",
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json",
          "application/vnd.docker.distribution.manifest.list.v2+json");

  /** As indexes call this machine's processor. */
  private static final String ARCHITECTURE =
      switch (System.getProperty("os.arch")) {
        case "amd64", "x86_64" -> "amd64";
        case "aarch64" -> "arm64";
        default -> System.getProperty("os.arch");
      };

  private final ModelUri.Oci address;
  private final RegistryCaller caller;

  OciSource(ModelUri.Oci address, RegistryCaller caller) {
    this.address = address;
    this.caller = caller;
  }

  @Override
  public String name() {
    return address.text();
  }

  @Override
  public Optional<String> knownKey() {
    return address.pinned().map(OciSource::key);
  }

  /** Of an index the machine chooses; a new way to unpack would be another number. */
  private static String key(Digest manifest) {
    var text = "oci 1 %s %s".formatted(manifest.text(), ARCHITECTURE);
    return HexFormat.of().formatHex(Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public Parts resolve(Bringing bringing) throws LoadException, InterruptedException {
    caller.asksBy(bringing);
    var top = manifest(bringing, address.name(), address.pinned());
    var manifest = top.json();
    if (!manifest.items("manifests").isEmpty()) {
      manifest = manifest(bringing, chosen(manifest)).json();
    }
    var layers = OciLayers.of(address, manifest);
    var parts = layers.stream().map(this::part).toList();
    return new Parts(key(top.digest()), parts).within(name(), bringing.limits());
  }

  private record Manifest(Digest digest, Json json) {}

  private Manifest manifest(Bringing bringing, Digest digest)
      throws LoadException, InterruptedException {
    return manifest(bringing, digest.text(), Optional.of(digest));
  }

  private Manifest manifest(Bringing bringing, String reference, Optional<Digest> wanted)
      throws LoadException, InterruptedException {
    var document =
        bringing.document(
            name(), at("manifests", reference), caller, Map.of("accept", ACCEPTED), MAX_MANIFEST);
    switch (document.status()) {
      case 200 -> {}
      case 404 -> throw Failed.missing(name());
      case 401, 403 -> throw Failed.denied(name(), document.status());
      default -> throw Failed.download(name(), "the registry answers " + document.status());
    }
    var sha = Digests.sha256();
    sha.update(document.body());
    var found = Digests.finish(sha);
    if (wanted.isPresent() && !found.equals(wanted.get())) {
      throw Failed.forged("the manifest of " + name(), wanted.get().text(), found.text());
    }
    try {
      return new Manifest(found, Json.parse(document.body()));
    } catch (RefusedException e) {
      throw Failed.corrupt(name(), "the manifest can't be read: " + e.problem());
    }
  }

  /** The entry for this machine, or the only one. */
  private Digest chosen(Json index) throws LoadException {
    var entries = index.items("manifests");
    if (entries.size() > MAX_ENTRIES) {
      throw Failed.corrupt(name(), "its index has more than %d entries".formatted(MAX_ENTRIES));
    }
    var fitting =
        entries.stream()
            .filter(entry -> isPlatform(entry, "os", "linux"))
            .filter(entry -> isPlatform(entry, "architecture", ARCHITECTURE))
            .findFirst()
            .or(() -> entries.size() == 1 ? Optional.of(entries.getFirst()) : Optional.empty());
    if (fitting.isEmpty()) {
      throw Failed.corrupt(
          name(), "its index has several entries, and none for linux/" + ARCHITECTURE);
    }
    return OciLayers.digest(address, fitting.get());
  }

  private static boolean isPlatform(Json entry, String field, String value) {
    return entry.field("platform").flatMap(it -> it.text(field)).filter(value::equals).isPresent();
  }

  private Parts.Part part(OciLayers.Layer layer) {
    var wanted =
        new Wanted(
            "%s of %s".formatted(layer.digest().text(), name()),
            at("blobs", layer.digest().text()),
            caller,
            Optional.of(layer.digest()),
            OptionalLong.of(layer.size()),
            Optional.empty(),
            Wanted.Permanence.IMMUTABLE);
    return switch (layer) {
      case OciLayers.File file -> Parts.AsFile.of(wanted, file.digest(), file.path());
      case OciLayers.Archive archive ->
          new Parts.Unpacked(wanted, archive.digest(), archive.packing(), archive.layout());
    };
  }

  private URI at(String kind, String reference) {
    return URI.create(
        "https://%s/v2/%s/%s/%s".formatted(host(), address.repository(), kind, reference));
  }

  /** Docker's own registry has another address than its name. */
  private String host() {
    return address.registry().equals("docker.io") ? "registry-1.docker.io" : address.registry();
  }
}
