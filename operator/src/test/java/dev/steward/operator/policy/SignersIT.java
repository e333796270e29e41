package dev.steward.operator.policy;

import static dev.steward.operator.policy.GovernedNamespace.assertAllowed;
import static dev.steward.operator.policy.GovernedNamespace.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose signatures a policy takes. */
class SignersIT {

  private static final String KEY = "'-----BEGIN PUBLIC KEY-----'";
  private static final String ROOT = "application/vnd.dev.sigstore.trustedroot";
  private static final String ISSUER = "https://issuer.example";
  private static final String ALLOWED =
      """
      provenance:
        allowedSigners:
        - publicKey: %s
        - certificateAuthority: '-----BEGIN CERTIFICATE-----'
          identity: ci@acme.example
        - trustedRoot: '%s'
          issuer: %s
          identityPattern: 'https://git.example/acme/*/release.yml@refs/tags/*'
      """
          .formatted(KEY, ROOT, ISSUER);

  private final Tenancy tenancy = new Tenancy("signers");

  @AfterEach
  void close() {
    tenancy.close();
  }

  private String services() {
    return "/apis/steward.dev/v1alpha1/namespaces/%s/modelservices".formatted(tenancy.namespace());
  }

  private static String model(String uri, String more) {
    return Manifests.service("minilm", "{}", "{model: {uri: '%s'%s}}".formatted(uri, more));
  }

  private static String signed(String signer) {
    return model("pvc://models/m", ", signature: {bundle: model.sig, %s}".formatted(signer));
  }

  private Caller.Answer attempt(String service) {
    return tenancy.attacker("everything").tryToCreate(services(), service);
  }

  private void govern(String name, String level, String demands) {
    tenancy.govern(name, level, demands);
    Tenancy.await(
        () -> {
          var answer = attempt(model("pvc://models/m", ""));
          return answer.message().contains(tenancy.policy(name))
              || answer.warnings().stream().anyMatch(it -> it.contains(tenancy.policy(name)));
        },
        "the policy isn't in force");
  }

  private static String keyless(String root, String issuer, String name) {
    return "trustedRoot: \"%s\", issuer: %s, %s".formatted(root, issuer, name);
  }

  @Test
  void a_service_states_one_of_them_or_one_of_their_names() {
    govern("signed", "Deny", ALLOWED);
    var name = "https://git.example/acme/models/release.yml@refs/tags/v1";
    for (var signer :
        List.of(
            "publicKey: " + KEY,
            "publicKey: \"-----BEGIN PUBLIC KEY-----\\n\"",
            "certificateAuthority: '-----BEGIN CERTIFICATE-----', identity: ci@acme.example",
            keyless(
                ROOT,
                ISSUER,
                "identityPattern: 'https://git.example/acme/*/release.yml@refs/tags/*'"),
            keyless(ROOT + "\\n", ISSUER, "identity: '%s'".formatted(name)))) {
      assertAllowed(attempt(signed(signer)));
    }
    for (var signer :
        List.of(
            "publicKey: '-----BEGIN PUBLIC KEY----- another'",
            "certificateAuthority: '-----BEGIN CERTIFICATE-----', identity: me@acme.example",
            "certificateAuthority: '-----BEGIN CERTIFICATE----- another', identity: ci@acme.example",
            keyless(ROOT, ISSUER, "identityPattern: 'https://git.example/acme/*'"),
            keyless(ROOT, ISSUER, "identity: '%s/x'".formatted(name)),
            keyless(ROOT, "https://other.example", "identity: '%s'".formatted(name)),
            keyless(ROOT + " another", ISSUER, "identity: '%s'".formatted(name)))) {
      assertDenied(attempt(signed(signer)), "model-signer");
    }
    for (var uri : List.of("pvc://models/m", "hf://acme/models", "https://models.example/m.onnx")) {
      assertDenied(attempt(model(uri, "")), "model-signer");
    }
  }

  @Test
  void a_service_keeps_its_signer() {
    var path = services() + "/minilm";
    Tenancy.succeed(tenancy.attacker("everything").create(services(), signed("publicKey: " + KEY)));
    govern("signed", "Deny", ALLOWED);
    var who = tenancy.attacker("everything");
    assertDenied(who.merge(path, "{\"spec\":{\"model\":{\"signature\":null}}}"), "model-signer");
    assertDenied(
        who.merge(
            path,
            "{\"spec\":{\"model\":{\"signature\":{\"publicKey\":\"-----BEGIN PUBLIC KEY----- mine\"}}}}"),
        "model-signer");
    assertAllowed(who.merge(path, "{\"spec\":{\"model\":{\"signature\":{\"bundle\":\"b.sig\"}}}}"));
  }

  @Test
  void a_warning_tells_and_an_audit_is_silent() {
    govern("soft", "Warn", ALLOWED);
    tenancy.govern("silent", "Audit", ALLOWED);
    var answer = attempt(signed("publicKey: '-----BEGIN PUBLIC KEY----- mine'"));
    assertThat(answer.succeeded()).as(answer.message()).isTrue();
    assertThat(answer.warnings())
        .singleElement()
        .asString()
        .contains("spec.model.signature: it is absent, or of another signer than the policy allows")
        .contains(tenancy.policy("soft"));
    assertThat(attempt(signed("publicKey: " + KEY)).warnings()).isEmpty();
  }
}
