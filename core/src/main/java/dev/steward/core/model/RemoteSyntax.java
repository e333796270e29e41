package dev.steward.core.model;

import static java.util.Objects.requireNonNullElse;

import dev.steward.core.check.Checked;
import java.net.URI;
import java.util.regex.Pattern;

/** What is right and wrong in addresses of registries, their images, object stores and hubs. */
final class RemoteSyntax {

  private static final String OCI_REMEDY =
      "use oci://REGISTRY/REPOSITORY:TAG or oci://REGISTRY/REPOSITORY@sha256:DIGEST";
  private static final String IMAGE_REMEDY =
      "use image://REGISTRY/REPOSITORY:TAG/PATH or image://REGISTRY/REPOSITORY@sha256:DIGEST/PATH;"
          + " PATH may be absent";
  private static final String S3_REMEDY = "use s3://BUCKET/KEY with a plain key";
  private static final String HUB_REMEDY = "use hf://ORG/NAME, hf://ORG/NAME@REVISION/PATH";

  /**
   * Names, tags and digests as OCI's distribution specification 1.1 has them; no host in capitals.
   */
  private static final String REGISTRY = "([a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?(?::[0-9]{1,5})?)";

  private static final String NAMED =
      "([a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*)"
          + "(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})";
  private static final Pattern OCI = Pattern.compile("oci://" + REGISTRY + "/" + NAMED);
  private static final Pattern HOST = Pattern.compile(REGISTRY);

  /** Neither a tag nor a digest holds a slash, so that what comes after one is inside the image. */
  private static final Pattern IN_IMAGE = Pattern.compile(NAMED + "(?:/(.+))?", Pattern.DOTALL);

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][-a-z0-9.]{1,61}[a-z0-9]");
  private static final Pattern ORGANISATION = Pattern.compile("[A-Za-z0-9][-A-Za-z0-9._]{0,95}");
  private static final Pattern REPOSITORY =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9._]{0,95})(?:@([A-Za-z0-9][-A-Za-z0-9._]{0,127}))?");

  private RemoteSyntax() {}

  static Checked<ModelUri> oci(String field, String text) {
    var parts = OCI.matcher(text);
    if (parts.matches()) {
      return Checked.valid(new ModelUri.Oci(parts.group(1), parts.group(2), parts.group(3)));
    }
    return Checked.invalid(
        field,
        text.contains("@sha256:") || text.matches("oci://[^/]+/.*:[^/]*")
            ? "\"%s\" is no address of a registry's artifact".formatted(text)
            : "\"%s\" has neither a tag nor a digest".formatted(text),
        OCI_REMEDY);
  }

  static Checked<ModelUri> image(String field, URI uri) {
    var registry = uri.getRawAuthority();
    if (registry == null || !HOST.matcher(registry).matches()) {
      return Checked.invalid(field, "\"" + uri + "\" names no registry", IMAGE_REMEDY);
    }
    var path = ModelUriSyntax.plainPath(uri);
    if (path.isEmpty()) {
      return ModelUriSyntax.notPlain(field, uri, IMAGE_REMEDY);
    }
    var parts = IN_IMAGE.matcher(path.get());
    return parts.matches()
        ? Checked.valid(
            new ModelUri.Image(
                new ModelUri.Oci(registry, parts.group(1), parts.group(2)),
                requireNonNullElse(parts.group(3), "")))
        : Checked.invalid(
            field, "\"%s\" names no image by a tag or a digest".formatted(uri), IMAGE_REMEDY);
  }

  static Checked<ModelUri> s3(String field, URI uri) {
    var bucket = uri.getRawAuthority();
    if (bucket == null || !BUCKET.matcher(bucket).matches()) {
      return Checked.invalid(field, "\"" + uri + "\" names no bucket", "use s3://BUCKET/KEY");
    }
    return ModelUriSyntax.plainPath(uri)
        .<Checked<ModelUri>>map(key -> Checked.valid(new ModelUri.S3(bucket, key)))
        .orElseGet(() -> ModelUriSyntax.notPlain(field, uri, S3_REMEDY));
  }

  static Checked<ModelUri> hub(String field, URI uri) {
    var organisation = uri.getRawAuthority();
    if (organisation == null || !ORGANISATION.matcher(organisation).matches()) {
      return Checked.invalid(field, "\"" + uri + "\" names no organisation", HUB_REMEDY);
    }
    var path = ModelUriSyntax.plainPath(uri);
    if (path.isEmpty()) {
      return ModelUriSyntax.notPlain(field, uri, HUB_REMEDY + " with a plain path");
    }
    var parts = path.get().split("/", 2);
    var repository = REPOSITORY.matcher(parts[0]);
    if (!repository.matches()) {
      return Checked.invalid(field, "\"" + uri + "\" names no repository", HUB_REMEDY);
    }
    var revision =
        repository.group(2) == null ? ModelUri.Hub.DEFAULT_REVISION : repository.group(2);
    return Checked.valid(
        new ModelUri.Hub(
            organisation, repository.group(1), revision, parts.length == 2 ? parts[1] : ""));
  }
}
