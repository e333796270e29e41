package dev.steward.store.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steward.core.model.Signer;
import dev.steward.signing.ModelSigner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {

  private static final Map<String, byte[]> FILES =
      Map.of("model.onnx", bytes("abc"), "more/vocab.txt", bytes("def"));

  private final ModelSigner signer = on("secp256r1");

  private static ModelSigner on(String curve) {
    try {
      return ModelSigner.on(curve);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String problem(byte[] bundle, ModelSigner by) {
    return catchThrowableOfType(
            UnsignedException.class,
            () -> Signatures.manifest(bundle, new Signer.Key(by.publicKey())))
        .problem();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1", "Ed25519"})
  void what_the_key_has_signed_is_read(String curve) throws Exception {
    var own = on(curve);
    var manifest =
        Signatures.manifest(own.bundle(FILES, "model.sig"), new Signer.Key(own.publicKey()));
    assertThat(manifest.files()).containsOnlyKeys("model.onnx", "more/vocab.txt");
    assertThat(manifest.files())
        .hasEntrySatisfying(
            "model.onnx", digest -> assertThat(digest.hex()).startsWith("ba7816bf"));
    assertThat(manifest.leftOut()).isEqualTo(List.of("model.sig"));
  }

  @Test
  void another_key_has_not() throws Exception {
    assertThat(problem(signer.bundle(FILES), on("secp256r1")))
        .isEqualTo("it isn't signed by the private key of spec.model.signature.publicKey");
    assertThat(problem(signer.bundle(FILES), on("secp384r1"))).startsWith("it isn't signed by");
    assertThat(problem(signer.bundle(FILES), on("Ed25519"))).startsWith("it isn't signed by");
  }

  @Test
  void what_was_changed_after_it_was_signed_is_not_read() throws Exception {
    var bundle = new String(signer.bundle(FILES), StandardCharsets.UTF_8);
    var payload = bundle.replaceAll("(?s).*\"payload\": \"([^\"]*)\".*", "$1");
    var other =
        new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8)
            .replace("more/vocab.txt", "more/other.txt");
    assertThat(problem(bytes(bundle.replace(payload, ModelSigner.base64(bytes(other)))), signer))
        .startsWith("it isn't signed by");
  }

  /** Whoever can write the bundle chooses what it says of itself. */
  @Test
  void no_certificate_of_the_bundle_stands_for_the_key() throws Exception {
    var foreign = new String(on("secp256r1").bundle(FILES), StandardCharsets.UTF_8);
    assertThat(problem(bytes(foreign.replace("\"hint\": \"00\"", "\"rawBytes\": \"00\"")), signer))
        .startsWith("it isn't signed by");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"files\" | \"shards\" | it lists shards by sha256",
        "\"hash_type\": \"sha256\" | \"hash_type\": \"blake3\" | it lists files by blake3",
        "Statement/v1 | Statement/v2 | what is signed is no list of a model's files",
        "signature/v1.0 | signature/v2.0 | what is signed is no list of a model's files",
        "more/vocab.txt | model.onnx | it has a file twice",
        "more/vocab.txt | '' | one of its files has no name",
        "\"algorithm\": \"sha256\" | \"algorithm\": \"md5\" | one of its files has no name, or no SHA-256",
        "\"predicate\": | \"other\": | what is signed is incomplete",
        "\"resources\" | \"things\" | it lists no files",
        "{\"sha256\": \" | {\"sha256\": \"00 | its subject isn't the files that it lists",
        "\"_type\" | \"\"\"_type\" | it is no JSON"
      })
  void a_statement_that_says_something_else_is_refused(String from, String to, String problem)
      throws Exception {
    var statement = ModelSigner.statement(FILES);
    assertThat(statement).contains(from);
    assertThat(problem(signer.bundle(statement.replace(from, to)), signer)).contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bundle.v0.3 | bundle.v0.2 | it is of another kind",
        "vnd.in-toto+json | vnd.other+json | its payload is no",
        "[{\"sig\" | [{}, {\"sig\" | it has 2 signatures",
        "\"sig\": \" | \"sig\": \"! | its sig is no base64",
        "\"payload\": \" | \"load\": \" | it has no payload",
        "\"dsseEnvelope\" | \"envelope\" | it has no dsseEnvelope",
        "\"signatures\": [{ | \"signatures\": [[ | it is no JSON"
      })
  void a_bundle_that_is_none_is_refused(String from, String to, String problem) throws Exception {
    var bundle = new String(signer.bundle(FILES), StandardCharsets.UTF_8);
    assertThat(bundle).contains(from);
    assertThat(problem(bytes(bundle.replace(from, to)), signer)).contains(problem);
  }

  @Test
  void a_signature_without_a_signature_s_form_does_not_hold() {
    var payload = ModelSigner.base64(bytes("{}"));
    for (var signature : List.of("", "AAAA", ModelSigner.base64(new byte[64]))) {
      var bundle = ModelSigner.bundle("application/vnd.in-toto+json", payload, signature);
      assertThat(problem(bytes(bundle), signer)).startsWith("it isn't signed by");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "null", "not json", "{\"mediaType\": 3}", "\u0000"})
  void rubbish_is_told_as_such(String text) {
    assertThat(problem(bytes(text), signer)).startsWith("the bundle can't be read: ");
  }
}
