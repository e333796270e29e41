package dev.steward.operator.evidence;

import dev.steward.core.check.Checked;
import dev.steward.ledger.keys.InstallationSecret;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is to be done next about the keys of the logs; decided by what there is. */
sealed interface KeyStep {

  /** All is as it should be. */
  record Nothing() implements KeyStep {}

  /** A new Secret is to be made: no log has ever had a key. */
  record Make() implements KeyStep {}

  /**
   * These public keys are to be published.
   *
   * @param keys by the name of the gateway, those that are published already among them
   */
  record Publish(Map<String, String> keys) implements KeyStep {
    public Publish {
      keys = Map.copyOf(keys);
    }
  }

  /**
   * Somebody must look at it.
   *
   * @param why what is wrong, and what to do
   */
  record Amiss(String why) implements KeyStep {}

  /** Gateways whose keys are published at most; a ConfigMap has room for many more. */
  int MOST = 1000;

  /**
   * The next step.
   *
   * @param settings whose the Secret is
   * @param secret what it holds; empty if there is none
   * @param published public keys by the name of their gateway
   * @param gateways those there are
   */
  static KeyStep next(
      AuditSettings settings,
      Optional<Checked<InstallationSecret>> secret,
      Map<String, String> published,
      Collection<String> gateways) {
    if (secret.isEmpty()) {
      return without(settings, published);
    }
    return switch (secret.get()) {
      case Checked.Invalid<InstallationSecret>(var violation) -> new Amiss(violation.message());
      case Checked.Valid<InstallationSecret>(var keys) -> with(keys, published, gateways);
    };
  }

  private static KeyStep without(AuditSettings settings, Map<String, String> published) {
    if (!published.isEmpty()) {
      return new Amiss(
          ("Secret %s: it is gone, and logs were signed by its keys; restore it from a copy. If"
                  + " those logs are given up, delete the ConfigMap of their public keys, and empty"
                  + " the gateways' volumes")
              .formatted(settings.secret()));
    }
    return settings.brought().isEmpty()
        ? new Make()
        : new Amiss(
            "Secret %s: it isn't there; make it, or don't name it in audit.secretName"
                .formatted(settings.secret()));
  }

  private static KeyStep with(
      InstallationSecret secret, Map<String, String> published, Collection<String> gateways) {
    for (var key : published.entrySet()) {
      if (!derived(secret, key.getKey()).equals(key.getValue())) {
        return new Amiss(
            ("the public key of %s isn't that of the Secret; restore the Secret that its log was"
                    + " signed by, or correct the ConfigMap")
                .formatted(key.getKey()));
      }
    }
    var wanted = new TreeMap<>(published);
    gateways.stream()
        .sorted()
        .limit(Math.max(0, MOST - published.size()))
        .forEach(gateway -> wanted.put(gateway, derived(secret, gateway)));
    return wanted.equals(published) ? new Nothing() : new Publish(wanted);
  }

  private static String derived(InstallationSecret secret, String gateway) {
    return secret.signer(gateway).verifier().text();
  }
}
