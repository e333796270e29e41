package dev.steward.e2e.world;

import java.nio.file.Path;
import java.util.Map;

/** OpenSSF's tool that signs models; {@code dev/clients} installs it. */
public final class SigningTool {

  private SigningTool() {}

  /**
   * Makes a key and signs the model of a folder with it, as {@code model.sig} beside it.
   *
   * @param keys a folder for the key
   * @return the public key in PEM
   */
  public static String sign(Path model, Path keys) {
    var key = keys.resolve("signer.key").toString();
    var openssl = new Program(Path.of("openssl"), Map.of());
    var _ =
        openssl.run(
            "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key);
    var _ =
        python()
            .run(
                "-m",
                "model_signing",
                "sign",
                "key",
                "--private_key",
                key,
                "--signature",
                model.resolve("model.sig").toString(),
                model.toString());
    return openssl.run("pkey", "-in", key, "-pubout");
  }

  private static Program python() {
    var clients = new Program(Path.of("..", "dev", "clients"), Map.of());
    return new Program(Path.of(clients.run("signing").strip(), "bin", "python"), Map.of());
  }
}
