package dev.steward.core.model;

import dev.steward.core.check.Checked;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is right and wrong in each kind of {@link ModelUri}. */
final class ModelUriSyntax {
  static final String SUPPORTED =
      "use pvc://CLAIM/PATH, oci://REGISTRY/REPOSITORY:TAG, image://REGISTRY/REPOSITORY:TAG/PATH,"
          + " s3://BUCKET/KEY, hf://ORG/NAME, https://HOST/PATH or file:///PATH";

  private static final Pattern CLAIM = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  private ModelUriSyntax() {}

  static Checked<ModelUri> pvc(String field, URI uri) {
    var claim = uri.getRawAuthority();
    if (claim == null || !CLAIM.matcher(claim).matches()) {
      return Checked.invalid(
          field, "\"" + uri + "\" names no PersistentVolumeClaim", "use pvc://CLAIM/PATH");
    }
    return plainPath(uri)
        .<Checked<ModelUri>>map(path -> Checked.valid(new ModelUri.Pvc(claim, path)))
        .orElseGet(() -> notPlain(field, uri, "use pvc://CLAIM/PATH with a plain path"));
  }

  static Checked<ModelUri> https(String field, URI uri) {
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
    return Checked.valid(new ModelUri.Https(uri));
  }

  static Checked<ModelUri> file(String field, URI uri) {
    if (uri.getRawAuthority() != null) {
      return Checked.invalid(
          field,
          "\"" + uri + "\" names the host \"" + uri.getRawAuthority() + "\"",
          "use file:///PATH, with three slashes");
    }
    return plainPath(uri)
        .filter(path -> !path.isEmpty())
        .<Checked<ModelUri>>map(path -> Checked.valid(new ModelUri.LocalFile("/" + path)))
        .orElseGet(() -> notPlain(field, uri, "use file:///PATH with a plain path"));
  }

  /** Percent-encodes what may not stand in a URI's path. */
  static String encoded(String path) {
    try {
      return new URI(null, null, path, null).getRawPath();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no path of a URI: " + path, e);
    }
  }

  static Checked<ModelUri> notPlain(String field, URI uri, String remedy) {
    return Checked.invalid(
        field, "\"" + uri + "\" has no path, or one with . or .., a query or a fragment", remedy);
  }

  /** The decoded path without its leading, doubled and closing slashes, if that is all there is. */
  static Optional<String> plainPath(URI uri) {
    if (uri.getPath() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      return Optional.empty();
    }
    var parts = Arrays.stream(uri.getPath().split("/")).filter(part -> !part.isEmpty()).toList();
    var leavesItsPlace =
        Stream.of(".", "..").anyMatch(parts::contains) || uri.getPath().indexOf('\0') >= 0;
    return leavesItsPlace ? Optional.empty() : Optional.of(String.join("/", parts));
  }
}
