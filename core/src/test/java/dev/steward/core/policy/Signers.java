package dev.steward.core.policy;

import dev.steward.core.model.SignerFields;
import java.util.List;
import java.util.Optional;

/** Signers of a few letters. */
final class Signers {

  private Signers() {}

  static AllowedSigner key(String key) {
    return AllowedSigner.of(
        new SignerFields(
            Optional.of(key),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  static AllowedSigner certified(String authority, String identity) {
    return AllowedSigner.of(
        new SignerFields(
            Optional.empty(),
            Optional.of(authority),
            Optional.empty(),
            Optional.of(identity),
            Optional.empty(),
            Optional.empty()));
  }

  /** One whose name is a form where it has a star. */
  static AllowedSigner keyless(String root, String issuer, String name) {
    var form = name.contains("*");
    return AllowedSigner.of(
        new SignerFields(
            Optional.empty(),
            Optional.empty(),
            Optional.of(root),
            Optional.of(name).filter(_ -> !form),
            Optional.of(name).filter(_ -> form),
            Optional.of(issuer)));
  }

  static AllowedSigner keyless(String name) {
    return keyless("root", "issuer", name);
  }

  static AllowedSigners only(AllowedSigner... signers) {
    return AllowedSigners.only(List.of(signers));
  }
}
