package dev.steward.store.sign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.model.Signer;
import dev.steward.core.model.SignerName;
import dev.steward.signing.ModelSigner;
import dev.steward.signing.Sigstore;
import dev.steward.store.Python;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bundles of the tests' Sigstore are what OpenSSF's verifier, with Sigstore's own Python client
 * below it, takes and refuses: what {@link KeylessTest} shows of them holds for others' bundles.
 */
class KeylessIT {

  /** One process for all: the tool takes seconds to start. */
  private static final String SCRIPT =
      """
      import pathlib, sys, model_signing, sigstore.errors
      root, identity, issuer = sys.argv[1:]
      for bundle in sorted(pathlib.Path('.').glob('*.sig')):
          check = model_signing.verifying.Config().use_sigstore_verifier(
              identity=identity, oidc_issuer=issuer, trust_config=pathlib.Path(root))
          try:
              check.verify('m', bundle)
              print(bundle.stem + ': taken')
          except (ValueError, sigstore.errors.Error) as e:
              print(bundle.stem + ': refused, ' + str(e).replace('\\n', ' '))
      """;

  private static final Sigstore SIGSTORE = new Sigstore();
  private static final Sigstore.Signing ORDINARY = Sigstore.ordinary();
  private static final byte[] MODEL = {1, 2, 3};

  @TempDir private Path folder;

  private static String bundle(Sigstore by, String identity, String issuer, long minutes, int rekor)
      throws Exception {
    var signing =
        new Sigstore.Signing(
            identity,
            issuer,
            ORDINARY.signed(),
            Duration.ofMinutes(minutes),
            true,
            rekor,
            ORDINARY.purpose());
    return by.bundle(ModelSigner.statement(Map.of("model.onnx", MODEL)), signing);
  }

  private static String changed(int rekor, String from, String to) throws Exception {
    var bundle = bundle(SIGSTORE, ORDINARY.identity(), ORDINARY.issuer(), 10, rekor);
    assertThat(bundle).contains(from);
    return bundle.replace(from, to);
  }

  private static boolean isTaken(String bundle, String root) {
    var signer =
        new Signer.Keyless(root, new SignerName.Exactly(ORDINARY.identity()), ORDINARY.issuer());
    try {
      Signatures.manifest(bundle.getBytes(StandardCharsets.UTF_8), signer);
      return true;
    } catch (UnsignedException e) {
      return false;
    }
  }

  private Map<String, String> saidByTheTool() throws Exception {
    var tool =
        new ProcessBuilder(
                Python.with("signing"),
                "-c",
                SCRIPT,
                "trust.json",
                ORDINARY.identity(),
                ORDINARY.issuer())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    var said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tool.waitFor()).as(said).isZero();
    return said.lines()
        .filter(line -> line.contains(": "))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.indexOf(':')),
                line -> line.substring(line.indexOf(':') + 2),
                (one, other) -> other,
                TreeMap::new));
  }

  @Test
  void openssfs_verifier_takes_and_refuses_the_same_bundles() throws Exception {
    var name = ORDINARY.identity();
    var issuer = ORDINARY.issuer();
    var bundles = new LinkedHashMap<String, String>();
    bundles.put("rekor-1", bundle(SIGSTORE, name, issuer, 10, 1));
    bundles.put("rekor-2", bundle(SIGSTORE, name, issuer, 10, 2));
    var right = Set.copyOf(bundles.keySet());
    bundles.put("other-name", bundle(SIGSTORE, "x@acme.example", issuer, 10, 1));
    bundles.put("other-issuer", bundle(SIGSTORE, name, "https://other.example", 10, 1));
    bundles.put("ended-1", bundle(SIGSTORE, name, issuer, 4, 1));
    bundles.put("ended-2", bundle(SIGSTORE, name, issuer, 4, 2));
    bundles.put("other-sigstore", bundle(new Sigstore(), name, issuer, 10, 1));
    bundles.put("proof", changed(1, "\"logIndex\": \"1\"", "\"logIndex\": \"0\""));
    bundles.put("checkpoint", changed(2, "sigstore.test\\n3", "sigstore.test\\n4"));
    bundles.put("time", changed(1, "\"1780315500\"", "\"1780315501\""));
    bundles.put("no-promise", changed(1, "\"inclusionPromise\"", "\"promise\""));

    Files.createDirectories(folder.resolve("m"));
    Files.write(folder.resolve("m").resolve("model.onnx"), MODEL);
    var root = SIGSTORE.trustedRoot();
    for (var bundle : bundles.entrySet()) {
      Files.writeString(folder.resolve(bundle.getKey() + ".sig"), bundle.getValue());
    }
    Files.writeString(
        folder.resolve("trust.json"),
        """
        {"mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
         "trustedRoot": %s,
         "signingConfig": {"mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json"}}
        """
            .formatted(root));

    var said = saidByTheTool();
    assertThat(said.keySet()).containsAll(bundles.keySet());
    for (var bundle : bundles.entrySet()) {
      boolean isRight = right.contains(bundle.getKey());
      assertThat(said.get(bundle.getKey()))
          .as(bundle.getKey())
          .startsWith(isRight ? "taken" : "refused");
      assertThat(isTaken(bundle.getValue(), root)).as(bundle.getKey()).isEqualTo(isRight);
    }
    assertThat(said.get("ended-1")).contains("not valid at validation time");
  }
}
