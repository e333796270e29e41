package dev.steward.core.task;

import dev.steward.core.check.Checked;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is right and wrong in each kind of {@link DataPath}. */
final class DataPathSyntax {

  private static final String SUPPORTED =
      "use pvc://CLAIM/PATH, s3://BUCKET/KEY, https://HOST/PATH or, on this machine, file:///PATH";
  private static final Pattern CLAIM = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][-a-z0-9.]{1,61}[a-z0-9]");

  private DataPathSyntax() {}

  static Checked<DataPath> parse(String field, String text) {
    if (text.length() > DataPath.MAX_LENGTH) {
      return Checked.invalid(
          field,
          "the path has " + text.length() + " characters",
          "use at most " + DataPath.MAX_LENGTH);
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      return Checked.invalid(field, "the path has control characters", "remove them");
    }
    int colon = text.indexOf("://");
    if (colon < 0) {
      return Checked.invalid(field, "\"" + text + "\" has no scheme", SUPPORTED);
    }
    var rest = text.substring(colon + 3);
    return switch (text.substring(0, colon)) {
      case "file" -> local(field, text, rest);
      case "pvc" -> pvc(field, text, rest);
      case "s3" -> s3(field, text, rest);
      case "https" -> https(field, text);
      default ->
          Checked.invalid(
              field,
              "\"" + text.substring(0, colon) + "://\" isn't a place Steward can read",
              SUPPORTED);
    };
  }

  private static Checked<DataPath> local(String field, String text, String rest) {
    if (!rest.startsWith("/")) {
      return Checked.invalid(
          field, "\"" + text + "\" isn't absolute", "use file:///PATH, with three slashes");
    }
    return leavesItsPlace(rest)
        ? leaving(field, text)
        : Checked.valid(new DataPath.Local("/" + plain(rest)));
  }

  private static Checked<DataPath> pvc(String field, String text, String rest) {
    var claim = before(rest);
    if (!CLAIM.matcher(claim).matches()) {
      return Checked.invalid(
          field, "\"" + text + "\" names no PersistentVolumeClaim", "use pvc://CLAIM/PATH");
    }
    var path = after(rest);
    return leavesItsPlace(path)
        ? leaving(field, text)
        : Checked.valid(new DataPath.Pvc(claim, plain(path)));
  }

  private static Checked<DataPath> s3(String field, String text, String rest) {
    var bucket = before(rest);
    if (!BUCKET.matcher(bucket).matches()) {
      return Checked.invalid(field, "\"" + text + "\" names no bucket", "use s3://BUCKET/KEY");
    }
    var key = after(rest);
    return leavesItsPlace(key) ? leaving(field, text) : Checked.valid(new DataPath.S3(bucket, key));
  }

  private static Checked<DataPath> https(String field, String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return Checked.invalid(
          field, "\"" + text + "\" is no web address: " + e.getReason(), "use https://HOST/PATH");
    }
    if (uri.getHost() == null) {
      return Checked.invalid(field, "\"" + text + "\" names no host", "use https://HOST/PATH");
    }
    if (uri.getRawUserInfo() != null) {
      return Checked.invalid(
          field,
          "the address carries credentials, which every reader of the task would see",
          "remove what stands before @");
    }
    return uri.getRawFragment() == null
        ? Checked.valid(new DataPath.Https(uri))
        : Checked.invalid(field, "\"" + text + "\" has a fragment", "remove #…");
  }

  private static <T> Checked<T> leaving(String field, String text) {
    return Checked.invalid(
        field, "\"" + text + "\" has . or .. as a part", "write the path without them");
  }

  private static boolean leavesItsPlace(String path) {
    return Arrays.stream(path.split("/")).anyMatch(part -> part.equals(".") || part.equals(".."));
  }

  private static String before(String rest) {
    int slash = rest.indexOf('/');
    return slash < 0 ? rest : rest.substring(0, slash);
  }

  private static String after(String rest) {
    int slash = rest.indexOf('/');
    return slash < 0 ? "" : rest.substring(slash + 1);
  }

  /** Without leading, doubled and closing slashes. */
  private static String plain(String path) {
    return Arrays.stream(path.split("/"))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("/"));
  }
}
