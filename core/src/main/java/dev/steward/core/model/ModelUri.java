package dev.steward.core.model;

import dev.steward.core.check.Checked;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The address of a model, by the kind of place it lies in.
 *
 * <p>Examples: {@code pvc://models/minilm} is the folder {@code minilm} of the claim {@code models}
 * in the service's namespace; {@code image://registry.example/models/minilm:1/models} is the folder
 * {@code models} of an image that the node mounts; {@code https://example.com/m.onnx} is
 * downloaded, and so are {@code oci://registry.example/models/minilm:1}, {@code s3://models/minilm}
 * and {@code hf://sentence-transformers/all-MiniLM-L6-v2@main/onnx}; {@code
 * file:///opt/models/m.onnx} lies inside the runtime's image, or on this machine where there is no
 * cluster.
 */
public sealed interface ModelUri {

  /** The longest address taken. */
  int MAX_LENGTH = 2048;

  /** The address in its shortest spelling; parsing it gives this value again. */
  String text();

  /** Whether the runtime brings the model before it loads it. */
  default boolean isDownloaded() {
    return switch (this) {
      case Pvc _, Image _, LocalFile _ -> false;
      case Https _, Oci _, S3 _, Hub _ -> true;
    };
  }

  /** Whether what lies there may become another while a process reads it. */
  default boolean mayChange() {
    return switch (this) {
      case Pvc _, LocalFile _ -> true;
      case Image _, Https _, Oci _, S3 _, Hub _ -> false;
    };
  }

  /**
   * A file or folder on a PersistentVolumeClaim of the service's namespace.
   *
   * @param claim name of the claim
   * @param path path inside the volume, relative, without {@code .} or {@code ..}; empty for the
   *     volume's root
   */
  record Pvc(String claim, String path) implements ModelUri {
    @Override
    public String text() {
      return "pvc://" + claim + ModelUriSyntax.encoded(path.isEmpty() ? "" : "/" + path);
    }
  }

  /**
   * A file or folder of an image that the node pulls and mounts: Kubernetes' image volumes.
   *
   * @param image the image, by the address at which the same layers can be downloaded
   * @param path path inside the image, relative, without {@code .} or {@code ..}; empty for its
   *     root
   */
  record Image(Oci image, String path) implements ModelUri {

    /** The folder beside those of claims where it is mounted; no claim can be called so. */
    public static final String VOLUME = "_image";

    /** As containers name their images: {@code registry.example/models/minilm:1}. */
    public String reference() {
      return image.registry() + "/" + image.repository() + image.reference();
    }

    @Override
    public String text() {
      return "image://" + reference() + ModelUriSyntax.encoded(path.isEmpty() ? "" : "/" + path);
    }
  }

  /** A file on a web server, brought by the runtime before it loads it. */
  record Https(URI uri) implements ModelUri {
    @Override
    public String text() {
      return uri.toString();
    }
  }

  /**
   * An artifact or image of a registry that speaks OCI's distribution protocol, over HTTPS.
   *
   * @param registry its host, and its port where that isn't 443
   * @param repository such as {@code models/minilm}
   * @param reference {@code :TAG} or {@code @sha256:HEX}
   */
  record Oci(String registry, String repository, String reference) implements ModelUri {

    /** What the registry calls it: the tag, or the digest of the manifest. */
    public String name() {
      return reference.substring(1);
    }

    /** The digest that the manifest must have, where the address pins one. */
    public Optional<Digest> pinned() {
      return reference.startsWith("@")
          ? Optional.of(new Digest(name().substring("sha256:".length())))
          : Optional.empty();
    }

    @Override
    public String text() {
      return "oci://" + registry + "/" + repository + reference;
    }
  }

  /**
   * An object of an S3 store, or all objects below a prefix as a folder.
   *
   * @param key relative, without {@code .} or {@code ..}; empty for the whole bucket
   */
  record S3(String bucket, String key) implements ModelUri {
    @Override
    public String text() {
      return "s3://" + bucket + ModelUriSyntax.encoded(key.isEmpty() ? "" : "/" + key);
    }
  }

  /**
   * A file or folder of a repository of Hugging Face's Hub, or of a server that speaks as it does.
   *
   * @param organisation who owns it
   * @param name of the repository
   * @param revision a branch, tag or commit; {@value #DEFAULT_REVISION} where the address says none
   * @param path inside the repository, without {@code .} or {@code ..}; empty for its root
   */
  record Hub(String organisation, String name, String revision, String path) implements ModelUri {

    /** The branch that repositories begin with. */
    public static final String DEFAULT_REVISION = "main";

    /** The repository as the Hub calls it. */
    public String repository() {
      return organisation + "/" + name;
    }

    @Override
    public String text() {
      return "hf://"
          + repository()
          + (revision.equals(DEFAULT_REVISION) ? "" : "@" + revision)
          + ModelUriSyntax.encoded(path.isEmpty() ? "" : "/" + path);
    }
  }

  /**
   * A file or folder of the runtime's image, or of this machine where there is no cluster.
   *
   * @param path absolute, without {@code .} or {@code ..}
   */
  record LocalFile(String path) implements ModelUri {
    @Override
    public String text() {
      return "file://" + ModelUriSyntax.encoded(path);
    }
  }

  /** Reads the address that stands in {@code field}. */
  static Checked<ModelUri> parse(String field, String text) {
    if (text.length() > MAX_LENGTH) {
      return Checked.invalid(
          field, "the address has " + text.length() + " characters", "use at most " + MAX_LENGTH);
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return Checked.invalid(
          field, "\"" + text + "\" is no URI: " + e.getReason(), ModelUriSyntax.SUPPORTED);
    }
    if (uri.getScheme() == null) {
      return Checked.invalid(field, "\"" + text + "\" has no scheme", ModelUriSyntax.SUPPORTED);
    }
    return switch (uri.getScheme()) {
      case "pvc" -> ModelUriSyntax.pvc(field, uri);
      case "https" -> ModelUriSyntax.https(field, uri);
      case "oci" -> RemoteSyntax.oci(field, text);
      case "image" -> RemoteSyntax.image(field, uri);
      case "s3" -> RemoteSyntax.s3(field, uri);
      case "hf" -> RemoteSyntax.hub(field, uri);
      case "file" -> ModelUriSyntax.file(field, uri);
      default ->
          Checked.invalid(
              field,
              "scheme \"" + uri.getScheme() + "\" isn't one Steward can load from",
              ModelUriSyntax.SUPPORTED);
    };
  }
}
