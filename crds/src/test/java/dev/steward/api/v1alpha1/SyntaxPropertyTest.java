package dev.steward.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelSignature;
import dev.steward.core.model.ModelUri;
import dev.steward.core.model.SignerFields;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What the API server takes, the operator can read. */
class SyntaxPropertyTest {

  private static final String KEY =
      """
      -----BEGIN PUBLIC KEY-----
      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEm9PeGbZTmkMZcUvOEN5hFUYfYEkT
      08LwyADreCKkrRdP44FhOg9RcnZ7HZRSU3pKt72P3g5zb7YtcNoHKkLOjw==
      -----END PUBLIC KEY-----
      """;
  private static final SignerFields BY_KEY =
      new SignerFields(
          Optional.of(KEY),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * To RE2 a closing $ is the end of the text; to Java it would also be before a last line feed.
   */
  private static boolean find(String pattern, String text) {
    var same = pattern.endsWith("$") ? pattern.substring(0, pattern.length() - 1) + "\\z" : pattern;
    return Pattern.compile(same).matcher(text).find();
  }

  /** The rules of spec.model.uri, as the annotations put them together. */
  private static boolean isTaken(String uri) {
    return find(Syntax.URI_SCHEME, uri)
        && (!uri.startsWith("pvc://")
            || (find(Syntax.PVC_URI, uri) && !find(Syntax.DOT_SEGMENT, uri)))
        && (!uri.startsWith("oci://") || find(Syntax.OCI_URI, uri))
        && (!uri.startsWith("image://")
            || (find(Syntax.IMAGE_URI, uri) && !find(Syntax.DOT_SEGMENT, uri)))
        && (!uri.startsWith("s3://")
            || (find(Syntax.S3_URI, uri) && !find(Syntax.DOT_SEGMENT, uri)))
        && (!uri.startsWith("hf://")
            || (find(Syntax.HUB_URI, uri) && !find(Syntax.DOT_SEGMENT, uri)))
        && !find(Syntax.CREDENTIALS, uri)
        && (!uri.startsWith("https://") || find(Syntax.HTTPS_URI, uri))
        && (!uri.startsWith("file://")
            || (find(Syntax.FILE_URI, uri) && !find(Syntax.DOT_SEGMENT, uri)));
  }

  @Provide
  Arbitrary<String> addresses() {
    var scheme =
        Arbitraries.of(
            "pvc://",
            "https://",
            "file://",
            "file:///",
            "s3://",
            "oci://",
            "image://",
            "hf://",
            "");
    var host =
        Arbitraries.of(
            "models", "a.b", "host.example:8080", "127.0.0.1", "999.1.1.1", "u:p@h", "-x", "");
    var part =
        Arbitraries.strings()
            .withChars("ab.-_~%/?#@:+ ^\"\\{}[]|<>\u00e9\n")
            .numeric()
            .ofMaxLength(12);
    var end =
        Arbitraries.of(
            "",
            "",
            "",
            ":1",
            ":1/m",
            ":v1.2_a",
            "@main",
            "@sha256:" + "0".repeat(64),
            "@sha256:" + "0".repeat(64) + "/a//b",
            "/..");
    return Combinators.combine(scheme, host, Arbitraries.of("", "/", "/a"), part, end)
        .as((s, h, slash, p, e) -> s + h + slash + p + e);
  }

  @Property(tries = 20_000)
  void every_address_that_the_schema_takes_can_be_read(@ForAll("addresses") String uri) {
    if (isTaken(uri)) {
      assertThat(ModelUri.parse("spec.model.uri", uri)).as(uri).isInstanceOf(Checked.Valid.class);
    }
  }

  @Provide
  Arbitrary<String> bundles() {
    return Arbitraries.oneOf(
        addresses(),
        Arbitraries.strings().withChars("ab./-_~%:@ \n").ofMinLength(1).ofMaxLength(12));
  }

  @Property(tries = 20_000)
  void every_place_of_a_signature_that_the_schema_takes_can_be_read(
      @ForAll("bundles") String bundle) {
    if ((find(Syntax.BUNDLE_PATH, bundle) && !find(Syntax.DOTS, bundle))
        || (find(Syntax.HTTPS_URI, bundle) && !find(Syntax.CREDENTIALS, bundle))) {
      assertThat(ModelSignature.parse(bundle, BY_KEY)).as(bundle).isInstanceOf(Checked.Valid.class);
    }
  }

  @Property
  void every_amount_that_the_schema_takes_is_one(@ForAll("amounts") String amount) {
    if (find(Syntax.QUANTITY, amount)) {
      assertThat(new Quantity(amount).getNumericalAmount()).isNotNegative();
    }
  }

  @Provide
  Arbitrary<String> amounts() {
    return Combinators.combine(
            Arbitraries.strings().numeric().withChars('.').ofMaxLength(8),
            Arbitraries.of("", "m", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "Pi", "X"))
        .as(String::concat);
  }

  @Property
  void every_digest_that_the_schema_takes_can_be_read(@ForAll("digests") String digest) {
    if (find(Syntax.DIGEST, digest)) {
      assertThat(Digest.parse("spec.model.digest", digest)).isInstanceOf(Checked.Valid.class);
    }
  }

  @Provide
  Arbitrary<String> digests() {
    return Arbitraries.strings()
        .withChars("0123456789abcdefABCDEFg")
        .ofMinLength(63)
        .ofMaxLength(65)
        .map(hex -> "sha256:" + hex);
  }
}
