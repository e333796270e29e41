package dev.steward.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes JSON as a stream, in UTF-8. Numbers that aren't finite are written as strings. */
public final class JsonText {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          // A server that is told to flush sends what there is, and then once more that there is no
          // more.
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  private JsonText() {}

  /** Writes one value. */
  @FunctionalInterface
  public interface Writing {
    /** Writes the value to {@code json}. */
    void write(JsonGenerator json) throws IOException;
  }

  /** Writes one value to {@code out}, which stays open. */
  public static void write(OutputStream out, Writing writing) throws IOException {
    try (var json = FACTORY.createGenerator(out)) {
      writing.write(json);
    }
  }

  /** One value as bytes. */
  public static byte[] bytes(Writing writing) {
    var bytes = new ByteArrayOutputStream();
    try {
      write(bytes, writing);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** One value as text. */
  public static String text(Writing writing) {
    return new String(bytes(writing), StandardCharsets.UTF_8);
  }
}
