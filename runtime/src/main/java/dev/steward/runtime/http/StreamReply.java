package dev.steward.runtime.http;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.openai.GenerationJson;
import dev.steward.protocol.openai.GenerationJson.Usage;
import dev.steward.protocol.openai.OpenAiErrorJson;
import dev.steward.runtime.llm.Generation.Piece;
import dev.steward.runtime.llm.Pieces;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A text as server-sent events, each sent as soon as it is there. A client that reads slowly holds
 * up this thread alone; one that has gone ends the writing of the text.
 */
final class StreamReply implements Reply {

  private final GenerationJson form;
  private final Pieces pieces;
  private final Piece first;
  private boolean counts;

  StreamReply(GenerationJson form, Pieces pieces, Piece first) {
    this.form = form;
    this.pieces = pieces;
    this.first = first;
  }

  /** With the count of tokens at the end. */
  StreamReply counted() {
    counts = true;
    return this;
  }

  @Override
  public void head(HttpServletResponse response) {
    response.setContentType(GenerationJson.STREAM_TYPE);
    response.setHeader("cache-control", "no-cache");
  }

  @Override
  public void write(OutputStream out) throws IOException {
    try {
      for (var event : form.begin()) {
        out.write(event);
      }
      var piece = first;
      while (piece instanceof Piece.Text(var text)) {
        out.write(form.more(text));
        out.flush();
        piece = pieces.next();
      }
      last(out, piece);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed(out, Refusal.of(ErrorCode.STOPPING, "this server is stopping"));
    } finally {
      pieces.end();
    }
  }

  private void last(OutputStream out, Piece piece) throws IOException {
    switch (piece) {
      case Piece.Text text -> throw new IllegalStateException("a text isn't the last piece");
      case Piece.Failed(var refusal) -> failed(out, refusal);
      case Piece.End end -> {
        out.write(form.end(reason(end)));
        if (counts) {
          out.write(form.counted(usage(end)));
        }
        out.write(GenerationJson.DONE.getBytes(StandardCharsets.UTF_8));
      }
    }
    out.flush();
  }

  /** As OpenAI calls it. */
  static String reason(Piece.End end) {
    return end.reason().name().toLowerCase(Locale.ROOT);
  }

  static Usage usage(Piece.End end) {
    return new Usage(end.promptTokens(), end.tokens());
  }

  /** The status was sent long before: the error is an event, and no DONE follows. */
  private static void failed(OutputStream out, Refusal refusal) throws IOException {
    out.write(GenerationJson.event(OpenAiErrorJson.write(refusal)));
  }
}
