package dev.steward.bench.faults;

import dev.steward.core.check.Checked;
import dev.steward.ledger.keys.InstallationSecret;
import dev.steward.ledger.note.SignerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;

/**
 * What all gateways of the benchmark have in common.
 *
 * @param secret the folder with the secret of their logs
 * @param keys the same, read
 * @param webhook the folder with the secret of their webhook
 */
record Installation(Path secret, InstallationSecret keys, Path webhook) {
  private static final int KEY = 32;

  /** A new one. */
  static Installation make(Path folder) throws IOException {
    var secret = Files.createDirectories(folder.resolve("secret"));
    var texts = InstallationSecret.generate(Optional.empty());
    for (var text : texts.entrySet()) {
      Files.writeString(secret.resolve(text.getKey()), text.getValue());
    }
    var webhook = Files.createDirectories(folder.resolve("webhook"));
    Files.writeString(
        webhook.resolve("key"), "whsec_" + Base64.getEncoder().encodeToString(webhookKey()));
    return switch (InstallationSecret.parse(
        secret.toString(), name -> Optional.ofNullable(texts.get(name)))) {
      case Checked.Valid<InstallationSecret>(var keys) -> new Installation(secret, keys, webhook);
      case Checked.Invalid<InstallationSecret>(var violation) ->
          throw new IllegalStateException(violation.message());
    };
  }

  /** What webhooks are signed with: nobody else listens. */
  static byte[] webhookKey() {
    var key = new byte[KEY];
    new Random(KEY).nextBytes(key);
    return key;
  }

  /** What the gateway's log is signed with. */
  SignerKey signer() {
    return keys.signer(RecordingGateway.NAME);
  }
}
