package dev.steward.store.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steward.core.model.Signer;
import dev.steward.core.model.SignerName;
import dev.steward.signing.ModelSigner;
import dev.steward.signing.Sigstore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures without a key of one's own, of a Sigstore that lives in this test. */
class KeylessTest {

  private static final Map<String, byte[]> FILES = Map.of("model.onnx", new byte[] {1, 2, 3});

  private static final Sigstore SIGSTORE = new Sigstore();
  private static final Sigstore.Signing ORDINARY = Sigstore.ordinary();

  private static Sigstore.Signing rekor(int version) {
    return signing(ORDINARY.identity(), ORDINARY.issuer(), ORDINARY.certifiedFor(), true, version);
  }

  private static Sigstore.Signing signing(
      String identity, String issuer, Duration certifiedFor, boolean isLogged, int rekor) {
    return new Sigstore.Signing(
        identity, issuer, ORDINARY.signed(), certifiedFor, isLogged, rekor, ORDINARY.purpose());
  }

  private static String bundle(Sigstore.Signing signing) throws Exception {
    return SIGSTORE.bundle(ModelSigner.statement(FILES), signing);
  }

  private static Signer.Keyless trusting(String root) {
    return new Signer.Keyless(root, new SignerName.Exactly(ORDINARY.identity()), ORDINARY.issuer());
  }

  private static Manifest manifest(String bundle, Signer signer) throws UnsignedException {
    return Signatures.manifest(bundle.getBytes(StandardCharsets.UTF_8), signer);
  }

  private static String problem(String bundle, Signer signer) {
    return catchThrowableOfType(UnsignedException.class, () -> manifest(bundle, signer)).problem();
  }

  private static String problem(Sigstore.Signing signing) throws Exception {
    return problem(bundle(signing), trusting(SIGSTORE.trustedRoot()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whom_the_issuer_knew_has_signed(int rekor) throws Exception {
    var manifest = manifest(bundle(rekor(rekor)), trusting(SIGSTORE.trustedRoot()));
    assertThat(manifest.files()).containsOnlyKeys("model.onnx");
  }

  @ParameterizedTest
  @CsvSource({
    "https://git.example/acme/m/release.yml@refs/tags/v1, https://git.example/acme/*/release.yml@refs/tags/*",
    "ci@acme.example, *@acme.example"
  })
  void a_form_of_names_is_enough(String identity, String form) throws Exception {
    var bundle = bundle(signing(identity, ORDINARY.issuer(), ORDINARY.certifiedFor(), true, 1));
    var root = SIGSTORE.trustedRoot();
    var signer = new Signer.Keyless(root, new SignerName.Like(form), ORDINARY.issuer());
    assertThat(manifest(bundle, signer).files()).hasSize(1);
    var other = new Signer.Keyless(root, new SignerName.Like("other*"), ORDINARY.issuer());
    assertThat(problem(bundle, other))
        .isEqualTo("it is signed by %s, not by other*".formatted(identity));
  }

  @Test
  void another_name_or_issuer_has_not_signed() throws Exception {
    assertThat(
            problem(signing("x@acme.example", ORDINARY.issuer(), ORDINARY.certifiedFor(), true, 1)))
        .isEqualTo("it is signed by x@acme.example, not by ci@acme.example");
    assertThat(
            problem(
                signing(ORDINARY.identity(), "https://i.test", ORDINARY.certifiedFor(), true, 1)))
        .isEqualTo("ci@acme.example is known to https://i.test, not to https://issuer.example");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_certificate_that_had_ended_when_it_signed_is_none(int rekor) throws Exception {
    assertThat(
            problem(
                signing(
                    ORDINARY.identity(), ORDINARY.issuer(), Duration.ofMinutes(4), true, rekor)))
        .isEqualTo(
            "it was signed at 2026-06-01T12:05:00Z, and the certificate was valid from"
                + " 2026-06-01T12:00:00Z to 2026-06-01T12:04:00Z");
  }

  @Test
  void a_certificate_must_be_logged_where_the_root_has_a_log_of_them() throws Exception {
    var unlogged =
        signing(ORDINARY.identity(), ORDINARY.issuer(), ORDINARY.certifiedFor(), false, 1);
    assertThat(problem(unlogged)).isEqualTo("the certificate has no timestamp of a log");
    var without = trusting(SIGSTORE.trustedRoot(Sigstore.Part.CERTIFICATE_LOG));
    assertThat(manifest(bundle(unlogged), without).files()).hasSize(1);
  }

  /** All certificates' logs of another Sigstore, and no other part of it. */
  @Test
  void a_log_of_certificates_that_is_not_trusted_vouches_for_nothing() throws Exception {
    var other = new Sigstore().trustedRoot();
    var own = SIGSTORE.trustedRoot();
    var mixed = withPart(own, other, "ctlogs", "timestampAuthorities");
    assertThat(problem(bundle(ORDINARY), trusting(mixed)))
        .isEqualTo("no log of spec.model.signature.trustedRoot has taken the certificate");
  }

  @Test
  void an_authority_that_is_not_trusted_certifies_nobody() throws Exception {
    var other = new Sigstore().trustedRoot();
    assertThat(problem(bundle(ORDINARY), trusting(other)))
        .isEqualTo("the certificate is from no authority of spec.model.signature.trustedRoot");
  }

  @Test
  void a_log_that_is_not_trusted_vouches_for_nothing() throws Exception {
    var other = new Sigstore().trustedRoot();
    var mixed = withPart(SIGSTORE.trustedRoot(), other, "tlogs", "certificateAuthorities");
    assertThat(problem(bundle(ORDINARY), trusting(mixed)))
        .isEqualTo("it is in a log that spec.model.signature.trustedRoot doesn't have");
  }

  @Test
  void an_authority_for_timestamps_that_is_not_trusted_vouches_for_nothing() throws Exception {
    var other = new Sigstore().trustedRoot();
    var mixed = withPart(SIGSTORE.trustedRoot(), other, "timestampAuthorities", "\u0000");
    assertThat(problem(bundle(rekor(2)), trusting(mixed)))
        .isEqualTo("its timestamp is from no authority of spec.model.signature.trustedRoot");
    var none = trusting(SIGSTORE.trustedRoot(Sigstore.Part.TIMES));
    assertThat(problem(bundle(rekor(2)), none))
        .startsWith("nobody whom spec.model.signature.trustedRoot has vouches for when");
  }

  /** What an authority has signed, with another time written into it. */
  @Test
  void a_timestamp_that_was_changed_is_none() throws Exception {
    var bundle = bundle(rekor(2));
    var found = Pattern.compile("\"signedTimestamp\": \"([^\"]+)\"").matcher(bundle);
    assertThat(found.find()).isTrue();
    var own = new String(Base64.getDecoder().decode(found.group(1)), StandardCharsets.ISO_8859_1);
    assertThat(own).contains("20260601120500Z");
    var other = own.replace("20260601120500Z", "20260601120400Z");
    var encoded = Base64.getEncoder().encodeToString(other.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(problem(bundle.replace(found.group(1), encoded), trusting(SIGSTORE.trustedRoot())))
        .isEqualTo("its timestamp is from no authority of spec.model.signature.trustedRoot");
  }

  private static String withPart(String own, String other, String from, String to) {
    return own.substring(0, at(own, from))
        + other.substring(at(other, from), at(other, to))
        + own.substring(at(own, to));
  }

  private static int at(String root, String part) {
    int found = root.indexOf("\"" + part + "\"");
    return found < 0 ? root.length() : found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | \"treeSize\": \"3\" | \"treeSize\": \"4\" | its proof doesn't lead to the log's checkpoint",
        "1 | \"logIndex\": \"1\" | \"logIndex\": \"0\" | its proof doesn't lead to the log's checkpoint",
        "2 | \"hashes\": [ | \"hashes\": [\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\", | its proof doesn't lead to the log's checkpoint",
        "1 | sigstore.test\\n3 | sigstore.test\\n4 | the log hasn't signed its checkpoint",
        "2 | sigstore.test\\n3 | sigstore.test\\n4 | the log hasn't signed its checkpoint",
        "1 | \"integratedTime\": \"1780315500\" | \"integratedTime\": \"1780315501\" | the log hasn't signed its time",
        "1 | \"logIndex\": \"1001\" | \"logIndex\": \"1002\" | the log hasn't signed its time",
        "1 | \"inclusionPromise\" | \"promise\" | nobody whom spec.model.signature.trustedRoot has vouches for when it was signed",
        "2 | \"timestampVerificationData\" | \"other\" | nobody whom spec.model.signature.trustedRoot has vouches for when it was signed",
        "1 | \"inclusionProof\" | \"proof\" | the bundle can't be read: its log entry has no inclusionProof",
        "1 | \"checkpoint\" | \"point\" | the bundle can't be read: its log entry has no checkpoint",
        "1 | \"tlogEntries\" | \"entries\" | the bundle has no certificate, or no entry of a log",
        "1 | \"certificate\" | \"cert\" | the bundle has no certificate, or no entry of a log"
      })
  void what_proves_it_cannot_be_changed(int rekor, String from, String to, String problem)
      throws Exception {
    var bundle = bundle(rekor(rekor));
    assertThat(bundle).contains(from);
    assertThat(problem(bundle.replace(from, to), trusting(SIGSTORE.trustedRoot())))
        .isEqualTo(problem);
  }

  /** Each part is a right one, and they are of two signatures. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void an_entry_or_timestamp_of_another_signature_is_none(int rekor) throws Exception {
    var one = bundle(rekor(rekor));
    var other = bundle(rekor(rekor));
    int from = one.indexOf("\"dsseEnvelope\"");
    // The other's certificate and signature, with this one's entry and timestamps.
    var mixed =
        other.substring(0, other.indexOf("\"tlogEntries\""))
            + one.substring(one.indexOf("\"tlogEntries\""), from)
            + other.substring(other.indexOf("\"dsseEnvelope\""));
    assertThat(problem(mixed, trusting(SIGSTORE.trustedRoot())))
        .isEqualTo(
            rekor == 1
                ? "the log entry is that of another signature"
                : "its timestamp is that of another signature");
    // Timestamps of the other's own: its entry alone is another's.
    if (rekor == 2) {
      int times = one.indexOf(", \"timestampVerificationData\"");
      var entryAlone =
          other.substring(0, other.indexOf("\"tlogEntries\""))
              + one.substring(one.indexOf("\"tlogEntries\""), times)
              + other.substring(other.indexOf(", \"timestampVerificationData\""));
      assertThat(problem(entryAlone, trusting(SIGSTORE.trustedRoot())))
          .isEqualTo("the log entry is that of another signature");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | it has no certificateAuthorities, or no tlogs",
        "nothing | it is no JSON",
        "{\"tlogs\": [{}]} | a log has no publicKey"
      })
  void a_root_that_is_none_is_told(String root, String problem) throws Exception {
    assertThat(problem(bundle(ORDINARY), trusting(root)))
        .isEqualTo("spec.model.signature.trustedRoot can't be read: " + problem);
  }

  @Test
  void a_certificate_for_something_else_signs_no_models() throws Exception {
    var server =
        new Sigstore.Signing(
            ORDINARY.identity(),
            ORDINARY.issuer(),
            ORDINARY.signed(),
            ORDINARY.certifiedFor(),
            true,
            1,
            KeyPurposeId.id_kp_serverAuth);
    assertThat(problem(server)).isEqualTo("the certificate isn't for signing");
  }

  @Test
  void a_time_before_the_log_was_trusted_is_none() throws Exception {
    var early =
        new Sigstore.Signing(
            ORDINARY.identity(),
            ORDINARY.issuer(),
            Instant.parse("2025-12-31T12:00:00Z"),
            ORDINARY.certifiedFor(),
            true,
            1,
            ORDINARY.purpose());
    assertThat(problem(early))
        .isEqualTo("the certificate is from no authority of spec.model.signature.trustedRoot");
  }

  /** The trusted root, with another beginning of what it says of the n-th of its parts. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 0 | it is in a log that spec.model.signature.trustedRoot doesn't have",
        "1 | 1 | the certificate is from no authority of spec.model.signature.trustedRoot",
        "1 | 2 | no log of spec.model.signature.trustedRoot has taken the certificate",
        "2 | 3 | its timestamp is from no authority of spec.model.signature.trustedRoot"
      })
  void whoever_was_not_trusted_yet_vouches_for_nothing(int rekor, int part, String problem)
      throws Exception {
    var begun = "\"start\": \"2026-01-01";
    var parts = SIGSTORE.trustedRoot().split(begun, -1);
    assertThat(parts).hasSize(5);
    var root = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      root.append(i == part + 1 ? "\"start\": \"2026-07-01" : begun).append(parts[i]);
    }
    assertThat(problem(bundle(rekor(rekor)), trusting(root.toString()))).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | \"payloadHash\":{\"algorithm\":\"sha256\" | \"payloadHash\":{\"algorithm\":\"sha512\"",
        "1 | ,\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":\" | ,\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":\"00",
        "1 | \"signature\":\" | \"signature\":\"AAAA",
        "1 | \"verifier\":\"LS0t | \"verifier\":\"AAAA",
        "1 | \"signatures\":[ | \"signatures\":[{},",
        "2 | SHA2_256 | SHA3_256",
        "2 | SHA2_256\" | SHA2_512\"",
        "2 | \"digest\":\" | \"digest\":\"AAAA",
        "2 | \"content\":\" | \"content\":\"AAAA",
        "2 | \"rawBytes\":\" | \"rawBytes\":\"AAAA"
      })
  void what_is_logged_must_be_this_signature(int rekor, String from, String to) throws Exception {
    var bundle = Bundle.read(bundle(rekor(rekor)).getBytes(StandardCharsets.UTF_8));
    var own = bundle.certificates().getFirst();
    var body = bundle.logEntry().orElseThrow().body();
    LoggedText.mustBeOf(bundle, own, body);
    var text = new String(body, StandardCharsets.UTF_8);
    assertThat(text).contains(from);
    var changed = text.replace(from, to).getBytes(StandardCharsets.UTF_8);
    assertThat(
            catchThrowableOfType(
                    UnsignedException.class, () -> LoggedText.mustBeOf(bundle, own, changed))
                .problem())
        .isEqualTo("the log entry is that of another signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"kind\":\"dsse\"", "\"apiVersion\":\"0.0.1\""})
  void what_is_logged_is_of_a_kind_that_is_known(String field) throws Exception {
    var bundle = Bundle.read(bundle(ORDINARY).getBytes(StandardCharsets.UTF_8));
    var own = bundle.certificates().getFirst();
    var text = new String(bundle.logEntry().orElseThrow().body(), StandardCharsets.UTF_8);
    assertThat(text).contains(field);
    var changed = text.replace(field, "\"x\":\"y\"").getBytes(StandardCharsets.UTF_8);
    assertThat(
            catchThrowableOfType(
                    UnsignedException.class, () -> LoggedText.mustBeOf(bundle, own, changed))
                .problem())
        .contains("what is logged is of another kind than dsse 0.0.1");
  }
}
