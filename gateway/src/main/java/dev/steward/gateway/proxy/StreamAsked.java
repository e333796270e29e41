package dev.steward.gateway.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Whether a client wants its answer as a stream of events. */
final class StreamAsked {
  private static final JsonFactory JSON = new JsonFactory();

  private StreamAsked() {}

  /** It says so in the head. */
  static boolean in(HttpFields headers) {
    return headers.contains(HttpHeader.ACCEPT, Comments.EVENT_STREAM);
  }

  /** Its body is a JSON object with {@code "stream": true}, as OpenAI's clients send it. */
  static boolean in(byte[] body) {
    try (var parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var isStream = "stream".equals(parser.currentName());
        var value = parser.nextToken();
        if (isStream) {
          return value == JsonToken.VALUE_TRUE;
        }
        parser.skipChildren();
      }
      return false;
    } catch (IOException notJson) {
      // The pod tells what is wrong with it.
      return false;
    }
  }
}
