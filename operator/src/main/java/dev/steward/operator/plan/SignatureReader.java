package dev.steward.operator.plan;

import dev.steward.api.v1alpha1.ModelSpec;
import dev.steward.core.check.Violation;
import dev.steward.core.model.ModelSignature;
import dev.steward.core.model.SignerFields;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Reads who must have signed a model, with what the schema refuses refused again. */
final class SignatureReader {

  private static final String FIELD = "spec.model.signature";

  private SignatureReader() {}

  /**
   * Reads it.
   *
   * @param refusing makes what is thrown where something is wrong
   */
  static ModelSignature read(
      ModelSpec model,
      ModelSpec.Signature wanted,
      Function<Violation, ? extends RuntimeException> refusing) {
    if (model.uri().startsWith("hf://")) {
      throw refusing.apply(
          new Violation(
              FIELD,
              "hf:// brings a part of a repository, and a signature is that of all files",
              "push them to a registry (oci://), an object store (s3://) or a volume (pvc://)"));
    }
    if (model.repository() != null && model.uri().matches("(pvc|file)://.*")) {
      throw refusing.apply(
          new Violation(
              FIELD,
              "what is put into the folder later would never be checked",
              "remove it, or use an address that is downloaded: oci:// or s3://"));
    }
    return ModelSignature.parse(
            Objects.requireNonNullElse(wanted.bundle(), ""),
            new SignerFields(
                Optional.ofNullable(wanted.publicKey()),
                Optional.ofNullable(wanted.certificateAuthority()),
                Optional.ofNullable(wanted.trustedRoot()),
                Optional.ofNullable(wanted.identity()),
                Optional.ofNullable(wanted.identityPattern()),
                Optional.ofNullable(wanted.issuer())))
        .orThrow(refusing);
  }
}
