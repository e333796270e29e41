package dev.steward.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSignatureTest {

  /** Made by: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500. */
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBeTCCAR+gAwIBAgIUR5T9XZdt1BhpAhUVKcEkvn6LNQwwCgYIKoZIzj0EAwIw
      ETEPMA0GA1UEAwwGbW9kZWxzMCAXDTI2MTEyNzA1MTQwMloYDzIxMjYxMTAzMDUx
      NDAyWjARMQ8wDQYDVQQDDAZtb2RlbHMwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
      AASb094ZtlOaQxlxS84Q3mEVRh9gSRPTwvDIAOt4IqStF0/jgWE6D1FydnsdlFJT
      ekq3vY/eDnNvti1w2gcqQs6Po1MwUTAdBgNVHQ4EFgQUol47Jq85WB6UvQrPALua
      XWY36uYwHwYDVR0jBBgwFoAUol47Jq85WB6UvQrPALuaXWY36uYwDwYDVR0TAQH/
      BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAlu+9OSFvq2PqyOFs38xRyV6Ut6Vx
      8WmyN5GW7cibDIQCIFr2/ukwEmAhDKaIOM8HfqGxfV80MYv0ZbpUVsd/C8oD
      -----END CERTIFICATE-----
      """;

  private static String key(String algorithm) {
    try {
      var key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPublic();
      return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
          .formatted(Base64.getMimeEncoder().encodeToString(key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Checked<ModelSignature> parse(
      String bundle, @Nullable String key, @Nullable String authority, @Nullable String identity) {
    return ModelSignature.parse(
        bundle,
        new SignerFields(
            Optional.ofNullable(key),
            Optional.ofNullable(authority),
            Optional.empty(),
            Optional.ofNullable(identity),
            Optional.empty(),
            Optional.empty()));
  }

  private static String message(Checked<ModelSignature> read) {
    return read instanceof Checked.Invalid<ModelSignature>(var violation)
        ? violation.message()
        : "valid";
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "Ed25519"})
  void a_public_key_is_read(String algorithm) {
    var pem = key(algorithm);
    assertThat(parse("model.sig", pem, null, null))
        .isEqualTo(Checked.valid(new ModelSignature("model.sig", new Signer.Key(pem))));
    assertThat(new Signer.Key(pem).key().getAlgorithm())
        .isEqualTo(algorithm.equals("EC") ? "EC" : "EdDSA");
  }

  @Test
  void authorities_and_a_name_are_read() {
    var two = CERTIFICATE + "\n# the second\n" + CERTIFICATE;
    assertThat(message(parse("model.sig", null, two, "models@acme.example"))).isEqualTo("valid");
    assertThat(new Signer.Certified(two, "x").authorities()).hasSize(2);
    assertThat(message(parse("model.sig", null, CERTIFICATE.repeat(17), "x")))
        .startsWith("spec.model.signature.certificateAuthority: it holds no certificates");
  }

  @Test
  void other_kinds_of_keys_are_refused() {
    assertThat(message(parse("model.sig", key("RSA"), null, null)))
        .isEqualTo(
            "spec.model.signature.publicKey: it is no public key on a curve P-256, P-384, P-521 or"
                + " Ed25519; write it in PEM, as openssl pkey -pubout does");
    assertThat(message(parse("model.sig", key("EC").replace("PUBLIC", "PRIVATE"), null, null)))
        .startsWith("spec.model.signature.publicKey: it is no public key");
    assertThat(message(parse("model.sig", CERTIFICATE, null, null)))
        .startsWith("spec.model.signature.publicKey: it is no public key");
  }

  @Test
  void one_way_says_who_has_signed() {
    assertThat(message(parse("m.sig", null, null, null)))
        .startsWith(
            "spec.model.signature.publicKey: of it, certificateAuthority and trustedRoot one");
    assertThat(message(parse("m.sig", key("EC"), CERTIFICATE, "x")))
        .startsWith(
            "spec.model.signature.publicKey: of it, certificateAuthority and trustedRoot one");
    assertThat(message(parse("m.sig", key("EC"), null, "x")))
        .startsWith("spec.model.signature.identity: a public key belongs to one signer alone");
    assertThat(message(parse("m.sig", null, CERTIFICATE, null)))
        .startsWith("spec.model.signature.identity: an authority certifies many");
    assertThat(message(parse("m.sig", null, CERTIFICATE, " ")))
        .startsWith("spec.model.signature.identity: it is empty");
    assertThat(message(parse("m.sig", null, key("EC"), "x")))
        .startsWith("spec.model.signature.certificateAuthority: it holds no certificates");
  }

  @ParameterizedTest
  @CsvSource({
    "model.sig,true",
    "sigs/v1/model.sig,true",
    "..model.sig,true",
    "https://h.example/m.sig,true",
    "'',false",
    "/model.sig,false",
    "../model.sig,false",
    "a/../model.sig,false",
    "a/./model.sig,false",
    "a//model.sig,false",
    "model.sig/,false",
    "..,false",
    "a%2fb,false",
    "a b,false",
    "http://h.example/m.sig,false",
    "s3://b/m.sig,false",
    "https://u:p@h.example/m.sig,false"
  })
  void a_bundle_is_a_plain_path_or_an_address(String bundle, boolean isOne) {
    assertThat(parse(bundle, key("EC"), null, null) instanceof Checked.Valid<ModelSignature>)
        .isEqualTo(isOne);
  }

  @Test
  void an_address_leads_elsewhere() {
    var signer = new Signer.Key(key("EC"));
    assertThat(new ModelSignature("model.sig", signer).elsewhere()).isEmpty();
    assertThat(new ModelSignature("https://h.example/m.sig", signer).elsewhere()).isPresent();
  }

  private static Checked<ModelSignature> keyless(
      String root, @Nullable String identity, @Nullable String pattern, @Nullable String issuer) {
    return ModelSignature.parse(
        "m.sig",
        new SignerFields(
            Optional.empty(),
            Optional.empty(),
            Optional.of(root),
            Optional.ofNullable(identity),
            Optional.ofNullable(pattern),
            Optional.ofNullable(issuer)));
  }

  @Test
  void without_a_key_an_issuer_and_a_name_say_who_has_signed() {
    var root = Signer.Keyless.MEDIA_TYPE;
    var exactly = new Signer.Keyless(root, new SignerName.Exactly("me"), "i");
    assertThat(keyless(root, "me", null, "i"))
        .isEqualTo(Checked.valid(new ModelSignature("m.sig", exactly)));
    assertThat(keyless(root, null, "m*", "i")).isInstanceOf(Checked.Valid.class);
    assertThat(message(keyless(root, "me", "m*", "i"))).contains("identity or identityPattern");
    assertThat(message(keyless(root, null, null, "i"))).contains("identity or identityPattern");
    assertThat(message(keyless(root, "me", null, null))).contains("state issuer");
    assertThat(message(keyless(root, "me", null, " ")))
        .startsWith("spec.model.signature.issuer: it is empty");
    assertThat(message(keyless("{}", "me", null, "i")))
        .startsWith("spec.model.signature.trustedRoot: it is no trusted root");
    assertThat(message(keyless(root, null, "*", "i")))
        .startsWith("spec.model.signature.identityPattern: \"*\" is no name with 1 to 8 *");
    assertThat(message(keyless(root, null, "me", "i"))).contains("is no name with 1 to 8 *");
    assertThat(message(keyless(root, null, "a*********", "i"))).contains("is no name with 1 to");
  }

  @ParameterizedTest
  @CsvSource({
    "*@acme.example,ci@acme.example,true",
    "*@acme.example,ci@acme.example.evil,false",
    "*@acme.example,ci@acmexexample,false",
    "ci@*.example,ci@.example,true",
    "a*b*c,aXbYbZc,true",
    "a*b*c,aXbYbZ,false",
    "https://g/o/*/r.yml@refs/tags/*,https://g/o/m/r.yml@refs/tags/v1,true",
    "https://g/o/*/r.yml@refs/tags/*,https://g/o/m/n/r.yml@refs/tags/v1,false",
    "https://g/o/*/r.yml@refs/tags/*,https://g/o/m/r.yml@refs/tags/v1/x,false",
    "https://g/o/*/r.yml@refs/tags/*,https://g/o/m/r.yml@refs/heads/v1,false",
    "https://g/o/*/r.yml@refs/tags/*,https://evil/https://g/o/m/r.yml@refs/tags/v1,false"
  })
  void a_star_stands_for_what_is_between_slashes(String form, String name, boolean matches) {
    assertThat(new SignerName.Like(form).matches(name)).isEqualTo(matches);
  }
}
