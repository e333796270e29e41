package dev.steward.protocol.openai;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.JsonText;

/**
 * A refusal in OpenAI's shape: {@code {"error": {"message": "…", "type": "invalid_request_error",
 * "param": "input", "code": "invalid_request"}}}.
 */
public final class OpenAiErrorJson {

  private OpenAiErrorJson() {}

  /** The body. */
  public static byte[] write(Refusal refusal) {
    return JsonText.bytes(json -> {
      json.writeStartObject();
      json.writeObjectFieldStart("error");
      json.writeStringField("message", refusal.message());
      json.writeStringField("type", type(refusal.code()));
      json.writeFieldName("param");
      if (refusal.field().isPresent()) {
        json.writeString(refusal.field().get());
      } else {
        json.writeNull();
      }
      json.writeStringField("code", refusal.code().code());
      json.writeEndObject();
      json.writeEndObject();
    });
  }

  private static String type(ErrorCode code) {
    if (code.httpStatus() >= 500) {
      return "server_error";
    }
    return code == ErrorCode.QUEUE_FULL ? "rate_limit_error" : "invalid_request_error";
  }
}
