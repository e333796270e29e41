package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steward.core.check.Checked;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelSignature;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.model.SignerFields;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.load.ModelLoader;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.OthersClients;
import dev.steward.store.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models that OpenSSF's own tool has signed, by a key and by a certificate. Keys and certificates
 * are made by openssl.
 */
class SignedModelIT {

  @TempDir private Path folder;
  private Path model = Path.of("/nonexistent");

  @BeforeEach
  void model() throws Exception {
    model = Files.createDirectories(folder.resolve("volumes/models/minilm"));
    OnnxFile.identity(model.resolve("model.onnx"), 2);
    Files.writeString(model.resolve("labels.txt"), "one\ntwo\n");
    Files.writeString(model.resolve("README.md"), "A model.");
    keys("signer", "P-256");
  }

  private void openssl(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    OthersClients.run(folder, command.toArray(String[]::new));
  }

  private void keys(String name, String curve) throws Exception {
    openssl(
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:" + curve,
        "-out",
        name + ".key");
    openssl("pkey", "-in", name + ".key", "-pubout", "-out", name + ".pub");
  }

  private void sign(String method, String... arguments) throws Exception {
    var python = OthersClients.python("signing");
    var command = new ArrayList<>(List.of(python, "-m", "model_signing", "sign", method));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--signature", model.resolve("model.sig").toString(), model.toString()));
    OthersClients.run(folder, command.toArray(String[]::new));
  }

  private void signByKey(String... more) throws Exception {
    var arguments = new ArrayList<>(List.of("--private_key", "signer.key"));
    arguments.addAll(List.of(more));
    sign("key", arguments.toArray(String[]::new));
  }

  private Optional<String> text(String file) throws IOException {
    return Optional.of(Files.readString(folder.resolve(file)));
  }

  private ModelSignature byKey(String name) throws IOException {
    return parsed(
        ModelSignature.parse(
            "model.sig",
            new SignerFields(
                text(name + ".pub"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())));
  }

  private ModelSignature by(String authority, String identity) throws IOException {
    return parsed(
        ModelSignature.parse(
            "model.sig",
            new SignerFields(
                Optional.empty(),
                text(authority + ".crt"),
                Optional.empty(),
                Optional.of(identity),
                Optional.empty(),
                Optional.empty())));
  }

  private static ModelSignature parsed(Checked<ModelSignature> read) {
    return read.orThrow(violation -> new IllegalArgumentException(violation.message()));
  }

  private void load(ModelSignature signature) throws LoadException, InterruptedException {
    load(new ModelUri.Pvc("models", "minilm"), signature);
  }

  private void load(ModelUri uri, ModelSignature signature)
      throws LoadException, InterruptedException {
    var config =
        new RuntimeConfig("m", uri, Optional.empty(), ModelTask.TENSOR)
            .withSignature(Optional.of(signature));
    var places = new Places(folder.resolve("volumes"), folder.resolve("cache"));
    ModelLoader.of(places, new PoolSettings(1, 1, 1)).load(config).close();
  }

  private String problem(ModelSignature signature) {
    var failure = catchThrowableOfType(LoadException.class, () -> load(signature)).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.SIGNATURE_INVALID);
    return failure.violation().problem();
  }

  @ParameterizedTest
  @ValueSource(strings = {"P-256", "P-384", "P-521"})
  void what_a_key_has_signed_is_loaded(String curve) throws Exception {
    keys("signer", curve);
    signByKey();
    assertThatCode(() -> load(byKey("signer"))).doesNotThrowAnyException();
    assertThatCode(() -> load(new ModelUri.Pvc("models", "minilm/model.onnx"), byKey("signer")))
        .doesNotThrowAnyException();
  }

  @Test
  void what_another_key_has_signed_is_not() throws Exception {
    signByKey();
    keys("other", "P-256");
    assertThat(problem(byKey("other"))).contains("it isn't signed by the private key of");
  }

  @Test
  void a_model_that_was_changed_is_not_loaded() throws Exception {
    signByKey();
    Files.writeString(model.resolve("labels.txt"), "two\none\n");
    assertThat(problem(byKey("signer"))).contains("labels.txt has sha256:");
  }

  @Test
  void a_model_with_one_file_more_or_less_is_not_loaded() throws Exception {
    signByKey();
    Files.writeString(model.resolve("tokenizer.json"), "{}");
    assertThat(problem(byKey("signer"))).contains("tokenizer.json isn't signed");
    Files.delete(model.resolve("tokenizer.json"));
    Files.delete(model.resolve("labels.txt"));
    assertThat(problem(byKey("signer"))).contains("labels.txt is signed and isn't there");
  }

  @Test
  void a_signature_that_was_taken_from_another_model_is_none() throws Exception {
    signByKey();
    var own = Files.readAllBytes(model.resolve("model.sig"));
    OnnxFile.identity(model.resolve("model.onnx"), 3);
    signByKey();
    Files.write(model.resolve("model.sig"), own);
    assertThat(problem(byKey("signer"))).contains("model.onnx has sha256:");
    Files.delete(model.resolve("model.sig"));
    assertThat(problem(byKey("signer"))).isEqualTo("model.sig: it isn't beside the model");
  }

  @Test
  void what_the_signer_has_left_out_may_change_where_nothing_reads_it() throws Exception {
    signByKey(
        "--ignore-paths", model.resolve("README.md").toString(),
        "--ignore-paths", model.resolve("labels.txt").toString());
    assertThat(problem(byKey("signer"))).contains("labels.txt was left out of the signature");
    Files.delete(model.resolve("labels.txt"));
    Files.writeString(model.resolve("README.md"), "A better model.");
    Files.createDirectories(model.resolve(".git/objects"));
    Files.writeString(model.resolve(".git/config"), "x");
    assertThatCode(() -> load(byKey("signer"))).doesNotThrowAnyException();
  }

  @Test
  void a_model_that_is_one_file_is_signed_as_one() throws Exception {
    Files.delete(model.resolve("labels.txt"));
    Files.delete(model.resolve("README.md"));
    var python = OthersClients.python("signing");
    OthersClients.run(
        folder,
        python,
        "-m",
        "model_signing",
        "sign",
        "key",
        "--private_key",
        "signer.key",
        "--signature",
        model.resolve("model.sig").toString(),
        model.resolve("model.onnx").toString());
    var file = new ModelUri.Pvc("models", "minilm/model.onnx");
    assertThatCode(() -> load(file, byKey("signer"))).doesNotThrowAnyException();
  }

  /** An authority, one between, and two whom that one certifies. */
  private void certificates() throws Exception {
    authority("root", "P-384");
    authority("stranger", "P-384");
    keys("between", "P-256");
    certify(
        "between",
        "root",
        "/CN=Between",
        "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign");
    certify(
        "signer",
        "between",
        "/CN=Models/O=Acme",
        "keyUsage=digitalSignature\nsubjectAltName=email:models@acme.example");
    keys("nameless", "P-256");
    certify("nameless", "between", "/O=Acme/CN=Models", "extendedKeyUsage=codeSigning");
    keys("server", "P-256");
    certify(
        "server",
        "between",
        "/CN=Server",
        "keyUsage=keyAgreement\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:acme.example");
  }

  private void authority(String name, String curve) throws Exception {
    keys(name, curve);
    openssl(
        "req",
        "-new",
        "-x509",
        "-key",
        name + ".key",
        "-subj",
        "/CN=" + name,
        "-days",
        "2",
        "-addext",
        "keyUsage=critical,keyCertSign",
        "-out",
        name + ".crt");
  }

  private void certify(String name, String by, String subject, String extensions) throws Exception {
    Files.writeString(folder.resolve("extensions"), extensions);
    openssl("req", "-new", "-key", name + ".key", "-subj", subject, "-out", name + ".csr");
    openssl(
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        by + ".crt",
        "-CAkey",
        by + ".key",
        "-CAcreateserial",
        "-days",
        "1",
        "-extfile",
        "extensions",
        "-out",
        name + ".crt");
  }

  private void signByCertificate(String name) throws Exception {
    sign(
        "certificate",
        "--private_key",
        name + ".key",
        "--signing_certificate",
        name + ".crt",
        "--certificate_chain",
        "between.crt");
  }

  @Test
  void what_one_with_a_certificate_has_signed_is_loaded() throws Exception {
    certificates();
    signByCertificate("signer");
    assertThatCode(() -> load(by("root", "models@acme.example"))).doesNotThrowAnyException();
    assertThatCode(() -> load(by("between", "models@acme.example"))).doesNotThrowAnyException();
    assertThat(problem(by("root", "others@acme.example")))
        .contains("it is signed by models@acme.example, not by others@acme.example");
    assertThat(problem(by("root", "CN=Models,O=Acme"))).contains("it is signed by models@");
    assertThat(problem(by("stranger", "models@acme.example")))
        .contains("isn't from spec.model.signature.certificateAuthority");
    assertThat(problem(byKey("root"))).contains("it isn't signed by the private key of");
  }

  @Test
  void one_without_alternative_names_is_known_by_its_subject() throws Exception {
    certificates();
    signByCertificate("nameless");
    assertThatCode(() -> load(by("root", "CN=Models,O=Acme"))).doesNotThrowAnyException();
  }

  @Test
  void a_server_s_certificate_signs_no_models() throws Exception {
    certificates();
    signByCertificate("signer");
    var bundle = Files.readString(model.resolve("model.sig"));
    var own = der("signer");
    assertThat(bundle).contains(own);
    Files.writeString(model.resolve("model.sig"), bundle.replace(own, der("server")));
    assertThat(problem(by("root", "acme.example"))).contains("of CN=Server isn't for signing");
    // The certificate of another is no use without his key.
    Files.writeString(model.resolve("model.sig"), bundle.replace(own, der("nameless")));
    assertThat(problem(by("root", "CN=Models,O=Acme")))
        .contains("isn't signed by the key of the bundle's certificate");
  }

  private String der(String name) throws Exception {
    return Files.readString(folder.resolve(name + ".crt"))
        .replaceAll("-----[A-Z ]+-----", "")
        .replaceAll("\\s", "");
  }

  @Test
  void a_bundle_by_key_stands_for_no_certificate() throws Exception {
    certificates();
    signByKey();
    assertThat(problem(by("root", "models@acme.example")))
        .contains("the bundle has no certificate");
  }
}
