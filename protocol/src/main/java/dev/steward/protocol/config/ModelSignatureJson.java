package dev.steward.protocol.config;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.core.check.Checked;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.core.model.ModelSignature;
import dev.steward.core.model.Signer;
import dev.steward.core.model.SignerFields;
import dev.steward.core.model.SignerName;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.RefusedException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ModelSignature} as JSON: {@code {"bundle": "model.sig", "publicKey": "-----BEGIN…"}}, or
 * {@code {"bundle": "model.sig", "certificateAuthority": "-----BEGIN…", "identity": "…"}}, or
 * {@code {"bundle": "model.sig", "trustedRoot": "{…}", "issuer": "…", "identity": "…"}}, the last
 * of which may be {@code identityPattern}.
 */
final class ModelSignatureJson {

  private static final String FIELDS =
      "bundle, publicKey, certificateAuthority, trustedRoot, identity, identityPattern, issuer";
  private static final int MAX_PEM = 1 << 16;

  private ModelSignatureJson() {}

  /** Writes it as a field of the object that is open. */
  static void write(JsonGenerator json, ModelSignature signature) throws IOException {
    json.writeObjectFieldStart("signature");
    json.writeStringField("bundle", signature.bundle());
    switch (signature.signer()) {
      case Signer.Key(var pem) -> json.writeStringField("publicKey", pem);
      case Signer.Certified(var pem, var identity) -> {
        json.writeStringField("certificateAuthority", pem);
        json.writeStringField("identity", identity);
      }
      case Signer.Keyless(var root, var name, var issuer) -> {
        json.writeStringField("trustedRoot", root);
        json.writeStringField(
            switch (name) {
              case SignerName.Exactly _ -> "identity";
              case SignerName.Like _ -> "identityPattern";
            },
            name.text());
        json.writeStringField("issuer", issuer);
      }
    }
    json.writeEndObject();
  }

  static ModelSignature read(JsonReader json) throws IOException {
    var read = new Fields();
    json.object(name -> {
      switch (name) {
        case "bundle" -> read.bundle = json.string(ModelSignature.MAX_BUNDLE);
        case "publicKey" -> read.publicKey = json.string(MAX_PEM);
        case "certificateAuthority" -> read.certificateAuthority = json.string(MAX_PEM);
        case "trustedRoot" -> read.trustedRoot = json.string(Signer.Keyless.MAX_ROOT);
        case "identityPattern" -> read.identityPattern = json.string(SignerName.MAX);
        case "issuer" -> read.issuer = json.string(Signer.Keyless.MAX_ISSUER);
        case "identity" -> read.identity = json.string(Signer.Certified.MAX_IDENTITY);
        default -> throw json.unknown(FIELDS);
      }
    });
    if (read.bundle == null) {
      throw json.missing("bundle", "add it");
    }
    return switch (ModelSignature.parse(
        read.bundle,
        new SignerFields(
            Optional.ofNullable(read.publicKey),
            Optional.ofNullable(read.certificateAuthority),
            Optional.ofNullable(read.trustedRoot),
            Optional.ofNullable(read.identity),
            Optional.ofNullable(read.identityPattern),
            Optional.ofNullable(read.issuer)))) {
      case Checked.Valid<ModelSignature>(var signature) -> signature;
      case Checked.Invalid<ModelSignature>(var violation) ->
          throw new RefusedException(Refusal.of(ErrorCode.INVALID_CONFIG, violation));
    };
  }

  /** What was read so far. */
  private static final class Fields {
    @Nullable String bundle;
    @Nullable String publicKey;
    @Nullable String certificateAuthority;
    @Nullable String trustedRoot;
    @Nullable String identity;
    @Nullable String identityPattern;
    @Nullable String issuer;
  }
}
