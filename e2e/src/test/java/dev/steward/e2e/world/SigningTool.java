package dev.steward.e2e.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** OpenSSF's tool that signs models, which comes from PyPI once for each build folder. */
public final class SigningTool {

  /** The tool needs pyOpenSSL, and doesn't say so. */
  private static final String[] PACKAGES = {"model-signing==1.1.1", "pyopenssl==26.4.0"};

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
    var folder = Path.of("target", "clients", "model-signing").toAbsolutePath();
    var python = new Program(folder.resolve("bin/python"), Map.of());
    var done = folder.resolve("installed");
    if (!Files.exists(done)) {
      var _ = new Program(Path.of("python3"), Map.of()).run("-m", "venv", folder.toString());
      var _ = python.run("-m", "pip", "install", "--quiet", PACKAGES[0], PACKAGES[1]);
      try {
        var _ = Files.createFile(done);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return python;
  }
}
