package dev.steward.operator.plan;

import static dev.steward.operator.Services.service;
import static dev.steward.operator.Services.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.model.Signer;
import dev.steward.core.runtime.RuntimeConfig;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureReaderTest {

  private static final String KEY =
      "\"-----BEGIN PUBLIC KEY-----\\n"
          + "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEm9PeGbZTmkMZcUvOEN5hFUYfYEkT\\n"
          + "08LwyADreCKkrRdP44FhOg9RcnZ7HZRSU3pKt72P3g5zb7YtcNoHKkLOjw==\\n"
          + "-----END PUBLIC KEY-----\\n\"";

  private static final String ROOT =
      "'{\"mediaType\": \"application/vnd.dev.sigstore.trustedroot.v0.2+json\"}'";

  private static final String SIGNED =
      "{model: {uri: '%s', signature: {bundle: %s, publicKey: %s}}}";

  @Test
  void pods_are_told_whose_signature_the_model_must_have() {
    var settings = settings(SIGNED.formatted("oci://r.example/m:1", "model.sig", KEY));
    var signature = settings.runtime().signature().orElseThrow();
    assertThat(signature.bundle()).isEqualTo("model.sig");
    assertThat(signature.signer()).isInstanceOf(Signer.Key.class);
    var pod = RuntimePod.template(settings, "r", "i");
    var config = new Revision("r", 1, pod).runtimeConfig();
    assertThat(config.flatMap(RuntimeConfig::signature)).contains(signature);
  }

  @Test
  void another_signer_or_bundle_is_another_revision() {
    var uri = "oci://r.example/m:1";
    var unsigned = RevisionName.of(settings("{model: {uri: '%s'}}".formatted(uri)));
    var signed = RevisionName.of(settings(SIGNED.formatted(uri, "model.sig", KEY)));
    var elsewhere = RevisionName.of(settings(SIGNED.formatted(uri, "m.sig", KEY)));
    assertThat(unsigned).isNotEqualTo(signed);
    assertThat(signed).isNotEqualTo(elsewhere);
  }

  @Test
  void another_name_or_issuer_or_root_is_another_revision() {
    var form =
        "{model: {uri: 'oci://r.example/m:1', signature: {bundle: m.sig, trustedRoot: %s, %s: %s,"
            + " issuer: %s}}}";
    var names =
        Stream.of(
                form.formatted(ROOT, "identity", "'a*'", "i"),
                form.formatted(ROOT, "identityPattern", "'a*'", "i"),
                form.formatted(ROOT, "identity", "'a*'", "j"),
                form.formatted(ROOT.replace("v0.2", "v0.3"), "identity", "'a*'", "i"))
            .map(spec -> RevisionName.of(settings(spec)));
    assertThat(names).doesNotHaveDuplicates();
  }

  /** What was read of a model that nobody had to sign isn't known of one that must be. */
  @Test
  void facts_of_a_model_are_those_of_its_signer() {
    var uri = "oci://r.example/m:1";
    assertThat(InspectionKey.of(settings("{model: {uri: '%s'}}".formatted(uri)).runtime(), "i"))
        .isNotEqualTo(
            InspectionKey.of(settings(SIGNED.formatted(uri, "m.sig", KEY)).runtime(), "i"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "uri: 'hf://o/m', signature: {bundle: m.sig, publicKey: KEY} | | spec.model.signature: hf:// brings a part",
        "uri: 'pvc://c/m', repository: {memory: 1Gi}, signature: {bundle: m.sig, publicKey: KEY} | | spec.model.signature: what is put into the folder later",
        "uri: 'pvc://c/m', signature: {bundle: m.sig, publicKey: KEY} | , runtime: {image: e, plainHttp: {port: 8000}} | spec.model.signature: Steward's own runtime checks it",
        "uri: 'pvc://c/m', signature: {bundle: ../m.sig, publicKey: KEY} | | spec.model.signature.bundle: \"../m.sig\" is no plain path",
        "uri: 'pvc://c/m', signature: {publicKey: KEY} | | spec.model.signature.bundle: \"\" is no plain path",
        "uri: 'pvc://c/m', signature: {bundle: m.sig} | | spec.model.signature.publicKey: of it, certificateAuthority and",
        "uri: 'pvc://c/m', signature: {bundle: m.sig, publicKey: KEY, identity: me} | | spec.model.signature.identity: a public key belongs",
        "uri: 'pvc://c/m', signature: {bundle: m.sig, trustedRoot: ROOT, identity: me} | | spec.model.signature.trustedRoot: it certifies many",
        "uri: 'pvc://c/m', signature: {bundle: m.sig, trustedRoot: ROOT, issuer: i, identity: me, identityPattern: m*} | | spec.model.signature.trustedRoot: it certifies many",
        "uri: 'pvc://c/m', signature: {bundle: m.sig, trustedRoot: '{}', issuer: i, identity: me} | | spec.model.signature.trustedRoot: it is no trusted root",
        "uri: 'pvc://c/m', signature: {bundle: m.sig, publicKey: KEY, issuer: i} | | spec.model.signature.issuer: it is for signers whom",
        "uri: 'pvc://c/m', signature: {bundle: m.sig, publicKey: x} | | spec.model.signature.publicKey: it is no public key"
      })
  void what_would_check_nothing_is_refused(String model, @Nullable String rest, String message) {
    var spec =
        "{model: {%s}%s}"
            .formatted(model.replace("KEY", KEY).replace("ROOT", ROOT), rest == null ? "" : rest);
    assertThat(ServiceSettings.of(service(spec)))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid -> assertThat(invalid.violation().message()).startsWith(message));
  }
}
