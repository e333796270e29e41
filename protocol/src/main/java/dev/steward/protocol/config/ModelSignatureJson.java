package dev.steward.protocol.config;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.core.check.Checked;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.core.model.ModelSignature;
import dev.steward.core.model.Signer;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.RefusedException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ModelSignature} as JSON: {@code {"bundle": "model.sig", "publicKey": "-----BEGIN…"}}, or
 * {@code {"bundle": "model.sig", "certificateAuthority": "-----BEGIN…", "identity": "…"}}.
 */
final class ModelSignatureJson {

  private static final String FIELDS = "bundle, publicKey, certificateAuthority, identity";
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
        case "identity" -> read.identity = json.string(Signer.Certified.MAX_IDENTITY);
        default -> throw json.unknown(FIELDS);
      }
    });
    if (read.bundle == null) {
      throw json.missing("bundle", "add it");
    }
    return switch (ModelSignature.parse(
        read.bundle,
        Optional.ofNullable(read.publicKey),
        Optional.ofNullable(read.certificateAuthority),
        Optional.ofNullable(read.identity))) {
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
    @Nullable String identity;
  }
}
