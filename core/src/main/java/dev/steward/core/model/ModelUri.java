package dev.steward.core.model;

import dev.steward.core.check.Checked;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * The address of a model, by the kind of place it lies in.
 *
 * <p>Examples: {@code pvc://models/minilm} is the folder {@code minilm} of the claim {@code models}
 * in the service's namespace; {@code https://example.com/m.onnx} is downloaded; {@code
 * file:///opt/models/m.onnx} lies inside the runtime's image, or on this machine where there is no
 * cluster.
 */
public sealed interface ModelUri {

  /** The longest address taken. */
  int MAX_LENGTH = 2048;

  /** The address in its shortest spelling; parsing it gives this value again. */
  String text();

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

  /** A file on a web server, brought by the runtime before it loads it. */
  record Https(URI uri) implements ModelUri {
    @Override
    public String text() {
      return uri.toString();
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
      case "file" -> ModelUriSyntax.file(field, uri);
      default ->
          Checked.invalid(
              field,
              "scheme \"" + uri.getScheme() + "\" isn't one Steward can load from",
              ModelUriSyntax.SUPPORTED);
    };
  }
}
