package dev.steward.protocol.oip;

import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.JsonText;

/** A refusal in the protocol's shape: {@code {"error": "…"}}. */
public final class OipErrorJson {

  private OipErrorJson() {}

  /** The body. */
  public static byte[] write(Refusal refusal) {
    return JsonText.bytes(json -> {
      json.writeStartObject();
      json.writeStringField("error", refusal.message());
      json.writeEndObject();
    });
  }
}
