package dev.steward.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;

/**
 * What a server answered over REST.
 *
 * @param json the body, or what of it is JSON; missing where it is none
 * @param text the body, as text
 * @param values what follows the JSON
 */
record RestAnswer(int status, HttpHeaders headers, String text, JsonNode json, ByteBuffer values) {

  private static final int SHOWN = 300;

  String contentType() {
    return headers.firstValue("content-type").orElse("none");
  }

  /** For messages. */
  String shown() {
    return "%d, content-type %s: %s"
        .formatted(
            status, contentType(), text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…");
  }
}
