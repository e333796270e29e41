package dev.steward.runtime.http;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.openai.GenerationJson;
import dev.steward.protocol.openai.GenerationOptions;
import dev.steward.protocol.openai.OpenAiErrorJson;
import dev.steward.protocol.openai.TokenLogprob;
import dev.steward.protocol.openai.ToolCall;
import dev.steward.protocol.openai.ToolUse;
import dev.steward.runtime.llm.CallReader.Said;
import dev.steward.runtime.llm.Generation.Piece;
import dev.steward.runtime.llm.Pieces;
import dev.steward.runtime.web.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Answers as server-sent events, each sent as soon as it is there. A client that reads slowly holds
 * up this thread alone; one that has gone ends the writing of its answers.
 */
final class StreamReply implements Reply {

  private final GenerationJson form;
  private final Pieces pieces;
  private final Piece first;
  private final GenerationOptions options;
  private final List<ToolAnswer> answers;
  private final UsageCount usage;

  StreamReply(
      GenerationJson form,
      Pieces pieces,
      Piece first,
      GenerationOptions options,
      ToolUse tools,
      UsageCount usage) {
    this.form = form;
    this.pieces = pieces;
    this.first = first;
    this.options = options;
    this.usage = usage;
    this.answers =
        IntStream.range(0, pieces.choices()).mapToObj(choice -> new ToolAnswer(tools)).toList();
  }

  @Override
  public void head(Answer answer) {
    answer.type(GenerationJson.STREAM_TYPE);
    answer.header("cache-control", "no-cache");
  }

  @Override
  public void write(OutputStream out) throws IOException {
    try {
      for (int choice = 0; choice < pieces.choices(); choice++) {
        for (var event : form.begin(choice)) {
          out.write(event);
        }
      }
      if (written(out)) {
        end(out);
      }
      out.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed(out, Refusal.of(ErrorCode.STOPPING, "this server is stopping"));
    } finally {
      pieces.end();
    }
  }

  /** Whether all answers were written to their ends. */
  private boolean written(OutputStream out) throws IOException, InterruptedException {
    int open = pieces.choices();
    var piece = first;
    while (true) {
      switch (piece) {
        case Piece.Text(var choice, var text, var tokens) ->
            say(out, choice, answers.get(choice).add(text), tokens);
        case Piece.Failed(var refusal) -> {
          failed(out, refusal);
          return false;
        }
        case Piece.End end -> {
          usage.add(end);
          var answer = answers.get(end.choice());
          say(out, end.choice(), answer.end(), List.of());
          out.write(form.end(end.choice(), answer.reason(end)));
          open--;
        }
      }
      if (open == 0) {
        return true;
      }
      out.flush();
      piece = pieces.next();
    }
  }

  private void end(OutputStream out) throws IOException {
    if (options.delivery() == GenerationOptions.Delivery.STREAM_WITH_USAGE) {
      out.write(form.counted(usage.usage()));
    }
    out.write(GenerationJson.DONE.getBytes(StandardCharsets.UTF_8));
  }

  private void say(OutputStream out, int choice, List<Said> all, List<TokenLogprob> tokens)
      throws IOException {
    Optional<List<TokenLogprob>> untold =
        options.logprobs().isPresent() ? Optional.of(tokens) : Optional.empty();
    for (var said : all) {
      switch (said) {
        case Said.Words(var text) -> {
          out.write(form.more(choice, text, untold));
          untold = untold.map(told -> List.of());
        }
        case Said.Call(var index, var name) -> {
          var id = answers.get(choice).calls().get(index).id();
          out.write(form.call(choice, index, new ToolCall(id, name, "")));
        }
        case Said.Arguments(var index, var text) -> out.write(form.arguments(choice, index, text));
      }
    }
    // Those of a call, or of text that is held back.
    if (!untold.orElse(List.of()).isEmpty()) {
      out.write(form.more(choice, "", untold));
    }
  }

  /** The status was sent long before: the error is an event, and no DONE follows. */
  private static void failed(OutputStream out, Refusal refusal) throws IOException {
    out.write(GenerationJson.event(OpenAiErrorJson.write(refusal)));
  }
}
