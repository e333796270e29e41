package dev.steward.core.model;

import dev.steward.core.check.Checked;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.regex.Pattern;

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

  /** The address as its writer gave it. */
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
      return "pvc://" + claim + (path.isEmpty() ? "" : "/" + path);
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
      return "file://" + path;
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
          field, "\"" + text + "\" is no URI: " + e.getReason(), Syntax.SUPPORTED);
    }
    if (uri.getScheme() == null) {
      return Checked.invalid(field, "\"" + text + "\" has no scheme", Syntax.SUPPORTED);
    }
    return switch (uri.getScheme()) {
      case "pvc" -> Syntax.pvc(field, uri);
      case "https" -> Syntax.https(field, uri);
      case "file" -> Syntax.file(field, uri);
      default ->
          Checked.invalid(
              field,
              "scheme \"" + uri.getScheme() + "\" isn't one Steward can load from",
              Syntax.SUPPORTED);
    };
  }

  /** The rules of each kind of address. */
  final class Syntax {
    private static final String SUPPORTED =
        "use pvc://CLAIM/PATH, https://HOST/PATH or file:///PATH";
    private static final Pattern CLAIM = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private Syntax() {}

    private static Checked<ModelUri> pvc(String field, URI uri) {
      var claim = uri.getRawAuthority();
      if (claim == null || !CLAIM.matcher(claim).matches()) {
        return Checked.invalid(
            field, "\"" + uri + "\" names no PersistentVolumeClaim", "use pvc://CLAIM/PATH");
      }
      return path(field, uri, "use pvc://CLAIM/PATH with a plain path")
              instanceof Checked.Valid<String>(var path)
          ? Checked.valid(new Pvc(claim, path))
          : Checked.invalid(
              field,
              "\"" + uri + "\" has a path with . or .., a query or a fragment",
              "use pvc://CLAIM/PATH with a plain path");
    }

    private static Checked<ModelUri> https(String field, URI uri) {
      if (uri.getHost() == null) {
        return Checked.invalid(field, "\"" + uri + "\" names no host", "use https://HOST/PATH");
      }
      if (uri.getRawUserInfo() != null) {
        return Checked.invalid(
            field,
            "the address carries credentials, which every reader of the object would see",
            "remove them");
      }
      if (uri.getRawFragment() != null) {
        return Checked.invalid(
            field, "\"" + uri + "\" has a fragment", "use https://HOST/PATH without #…");
      }
      return Checked.valid(new Https(uri));
    }

    private static Checked<ModelUri> file(String field, URI uri) {
      if (uri.getRawAuthority() != null) {
        return Checked.invalid(
            field,
            "\"" + uri + "\" names the host \"" + uri.getRawAuthority() + "\"",
            "use file:///PATH, with three slashes");
      }
      return path(field, uri, "use file:///PATH with a plain path")
                  instanceof Checked.Valid<String>(var path)
              && !path.isEmpty()
          ? Checked.valid(new LocalFile("/" + path))
          : Checked.invalid(
              field,
              "\"" + uri + "\" has no absolute, plain path",
              "use file:///PATH without . or .., query or fragment");
    }

    /** The path without its leading and closing slashes. */
    private static Checked<String> path(String field, URI uri, String remedy) {
      var path = uri.getPath();
      if (uri.getRawQuery() != null || uri.getRawFragment() != null || path == null) {
        return Checked.invalid(field, "has a query or a fragment", remedy);
      }
      var parts = Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
      if (parts.stream()
          .anyMatch(part -> part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0)) {
        return Checked.invalid(field, "has . or .. in its path", remedy);
      }
      return Checked.valid(String.join("/", parts));
    }
  }
}
