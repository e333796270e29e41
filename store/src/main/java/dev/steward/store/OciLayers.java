package dev.steward.store;

import dev.steward.core.check.Checked;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelUri;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the layers of a manifest are to a model. Registries hold models in three ways, and each says
 * itself which it is:
 *
 * <ul>
 *   <li>Artifacts as {@code oras push} makes them: a layer with {@code
 *       org.opencontainers.image.title} is a file of that name, whatever its media type, or with
 *       {@code io.deis.oras.content.unpack} a folder as tar+gzip.
 *   <li>Artifacts of the CNCF's model specification, KitOps and Docker's model runner: a layer with
 *       {@code org.cncf.model.filepath} is a file of that name, or where its media type ends with
 *       tar or tar+gzip an archive; so is an archive without a name.
 *   <li>Images, as for KServe's modelcars: the layers' folder {@code /models}, one over the other.
 * </ul>
 */
final class OciLayers {

  private static final String TITLE = "org.opencontainers.image.title";
  private static final String UNPACK = "io.deis.oras.content.unpack";
  private static final String FILE_PATH = "org.cncf.model.filepath";
  private static final String EMPTY = "application/vnd.oci.empty.v1+json";
  private static final Set<String> IMAGE_CONFIGS =
      Set.of(
          "application/vnd.oci.image.config.v1+json",
          "application/vnd.docker.container.image.v1+json");

  private final ModelUri.Oci address;

  private OciLayers(ModelUri.Oci address) {
    this.address = address;
  }

  /** A layer that counts. */
  sealed interface Layer {
    Digest digest();

    /** Bytes. */
    long size();
  }

  /**
   * A file.
   *
   * @param path plain
   */
  record File(Digest digest, long size, String path) implements Layer {}

  /** An archive that is unpacked. */
  record Archive(Digest digest, long size, TarFiles.Packing packing, TarFiles.Layout layout)
      implements Layer {}

  /**
   * The layers of a manifest that a model is made of.
   *
   * @throws LoadException when it has none, or one that can't be used
   */
  static List<Layer> of(ModelUri.Oci address, Json manifest) throws LoadException {
    return new OciLayers(address).of(manifest);
  }

  private List<Layer> of(Json manifest) throws LoadException {
    var descriptors = manifest.items("layers");
    if (descriptors.size() > Digests.MAX_FILES) {
      throw Failed.corrupt(
          address.text(), "it has more than %d layers".formatted(Digests.MAX_FILES));
    }
    boolean image =
        manifest.field("config").flatMap(it -> it.text("mediaType")).stream()
                .anyMatch(IMAGE_CONFIGS::contains)
            && descriptors.stream().allMatch(layer -> name(layer).isEmpty());
    var layers = new ArrayList<Layer>();
    for (var descriptor : descriptors) {
      layer(descriptor, image ? TarFiles.Layout.IMAGE : TarFiles.Layout.ARTIFACT)
          .ifPresent(layers::add);
    }
    if (layers.isEmpty()) {
      throw Failed.corrupt(address.text(), "no layer of its manifest holds files");
    }
    refuseDoubles(layers);
    return layers;
  }

  private void refuseDoubles(List<Layer> layers) throws LoadException {
    var names = new HashSet<String>();
    for (var layer : layers) {
      if (layer instanceof File file && !names.add(file.path())) {
        throw Failed.corrupt(
            address.text(), "two of its layers are called \"%s\"".formatted(file.path()));
      }
    }
  }

  private Optional<Layer> layer(Json descriptor, TarFiles.Layout layout) throws LoadException {
    var type = descriptor.text("mediaType").orElse("").toLowerCase(Locale.ROOT);
    var name = name(descriptor);
    var packing = packing(type);
    boolean titled = annotation(descriptor, TITLE).isPresent();
    boolean unpacked =
        titled
            ? annotation(descriptor, UNPACK).filter("true"::equals).isPresent()
            : packing.isPresent();
    if (type.equals(EMPTY) || (name.isEmpty() && !unpacked && !isGguf(type))) {
      refuseUnknownPacking(type, layout);
      return Optional.empty();
    }
    var digest = digest(address, descriptor);
    long size = size(descriptor);
    if (unpacked) {
      return Optional.of(new Archive(digest, size, packing.orElse(TarFiles.Packing.GZIP), layout));
    }
    return Optional.of(new File(digest, size, plain(name.orElse("model.gguf"))));
  }

  /** Docker's model runner gives its one model no name. */
  private static boolean isGguf(String type) {
    return type.startsWith("application/vnd.docker.ai.gguf");
  }

  private void refuseUnknownPacking(String type, TarFiles.Layout layout) throws LoadException {
    if (type.contains("zstd") || (layout == TarFiles.Layout.IMAGE && !type.equals(EMPTY))) {
      throw Failed.corrupt(
          address.text(),
          "a layer is of media type \"%s\", which isn't unpacked; tar and tar+gzip are"
              .formatted(type));
    }
  }

  private static Optional<TarFiles.Packing> packing(String type) {
    if (type.endsWith("tar+gzip") || type.endsWith("tar.gzip") || type.endsWith("tar.gz")) {
      return Optional.of(TarFiles.Packing.GZIP);
    }
    return type.endsWith(".tar") ? Optional.of(TarFiles.Packing.PLAIN) : Optional.empty();
  }

  private static Optional<String> name(Json descriptor) {
    return annotation(descriptor, TITLE).or(() -> annotation(descriptor, FILE_PATH));
  }

  private static Optional<String> annotation(Json descriptor, String name) {
    return descriptor.field("annotations").flatMap(it -> it.text(name));
  }

  static Digest digest(ModelUri.Oci address, Json descriptor) throws LoadException {
    return switch (Digest.parse("digest", descriptor.text("digest").orElse(""))) {
      case Checked.Valid<Digest>(var digest) -> digest;
      case Checked.Invalid<Digest> invalid ->
          throw Failed.corrupt(
              address.text(), "its manifest names a part by something else than a SHA-256");
    };
  }

  private long size(Json descriptor) throws LoadException {
    var size = descriptor.number("size");
    if (size.isEmpty() || size.getAsLong() < 0) {
      throw Failed.corrupt(address.text(), "its manifest doesn't say how large a layer is");
    }
    return size.getAsLong();
  }

  /** A name that stays in the folder. */
  private String plain(String name) throws LoadException {
    var parts = Arrays.asList(name.split("/", -1));
    if (name.length() > 1024
        || name.indexOf('\0') >= 0
        || parts.size() > 16
        || parts.contains("")
        || parts.contains(".")
        || parts.contains("..")
        || parts.getFirst().equals(".layers")) {
      throw Failed.corrupt(
          address.text(),
          "a layer is called \"%s\", which is no name of a file in a folder"
              .formatted(name.length() > 100 ? name.substring(0, 100) + "…" : name));
    }
    return name;
  }
}
