package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.openai.ChatRequest;
import dev.steward.protocol.openai.Choice;
import dev.steward.protocol.openai.CompletionRequest;
import dev.steward.protocol.openai.GenerationJson;
import dev.steward.protocol.openai.GenerationJson.Kind;
import dev.steward.protocol.openai.GenerationOptions;
import dev.steward.protocol.openai.GenerationRequestJson;
import dev.steward.runtime.llm.Generation;
import dev.steward.runtime.llm.GenerationRequest;
import dev.steward.runtime.llm.GenerationRequest.Echo;
import dev.steward.runtime.llm.LanguageModel;
import dev.steward.runtime.llm.Pieces;
import dev.steward.runtime.llm.Sampling;
import dev.steward.runtime.load.LoadedModel;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** OpenAI's completions: texts that a model writes. */
final class GenerationRoutes {

  private final ServedModel served;

  GenerationRoutes(ServedModel served) {
    this.served = served;
  }

  void register(RoutesConfig routes, Exchanges exchanges) {
    routes.post("/v1/chat/completions", exchanges.with("chat", this::chat));
    routes.post("/v1/completions", exchanges.with("completions", this::completion));
  }

  private Outcome<Reply> chat(Exchange exchange) throws IOException, InterruptedException {
    return switch (GenerationRequestJson.chat(exchange.body())) {
      case Outcome.Refused<ChatRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<ChatRequest>(var request) -> {
        var turns =
            request.messages().stream()
                .map(message -> new LanguageModel.Turn(message.role(), message.content()))
                .toList();
        var asked =
            model(request.model())
                .then(model ->
                    model
                        .answering(turns)
                        .map(prompt ->
                            new Wanted(
                                model,
                                Kind.CHAT,
                                "messages",
                                prompt,
                                Echo.NOTHING,
                                request.options())));
        yield written(exchange, asked);
      }
    };
  }

  private Outcome<Reply> completion(Exchange exchange) throws IOException, InterruptedException {
    return switch (GenerationRequestJson.completion(exchange.body())) {
      case Outcome.Refused<CompletionRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<CompletionRequest>(var request) -> {
        var asked =
            model(request.model())
                .map(model ->
                    new Wanted(
                        model,
                        Kind.COMPLETION,
                        "prompt",
                        model.continuing(request.prompt()),
                        switch (request.echo()) {
                          case NOTHING -> Echo.NOTHING;
                          case PROMPT -> Echo.PROMPT;
                        },
                        request.options()));
        yield written(exchange, asked);
      }
    };
  }

  /**
   * What is to be written.
   *
   * @param field of the request that has the prompt
   */
  @SuppressWarnings("ArrayRecordComponent") // tokens on their way, which nobody compares
  private record Wanted(
      LanguageModel model,
      Kind kind,
      String field,
      int[] prompt,
      Echo echo,
      GenerationOptions options) {

    Outcome<Generation> begin() {
      int most = options.maxTokens().orElse(model.plan().length());
      var sampling =
          new Sampling(
              options.temperature(),
              options.topK(),
              options.topP(),
              options.minP(),
              options.repetitionPenalty(),
              options.presencePenalty(),
              options.frequencyPenalty(),
              options.seed());
      var request =
          new GenerationRequest(prompt, most, sampling, options.stops(), options.logprobs(), echo);
      return model.write(field, request, options.choices());
    }
  }

  private Outcome<LanguageModel> model(String name) {
    if (!name.equals(served.name())) {
      return Outcome.refused(OpenInference.unknown("model", name, served.name()));
    }
    return served
        .loaded()
        .then(loaded ->
            loaded.model() instanceof LoadedModel.Generation(var model)
                ? Outcome.done(model)
                : Outcome.refused(
                    Refusal.of(
                        ErrorCode.NOT_FOUND,
                        new Violation(
                            "model",
                            "\"" + served.name() + "\" isn't served for task Generation",
                            "use /v2/models/" + served.name() + "/infer"))));
  }

  private Outcome<Reply> written(Exchange exchange, Outcome<Wanted> outcome)
      throws IOException, InterruptedException {
    return switch (outcome) {
      case Outcome.Refused<Wanted>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Wanted>(var asked) ->
          switch (asked.begin()) {
            case Outcome.Refused<Generation>(var refusal) -> Outcome.refused(refusal);
            case Outcome.Done<Generation>(var generation) -> answered(exchange, asked, generation);
          };
    };
  }

  private static byte[] json(GenerationJson form, Wanted asked, List<Pieces.Whole> answers) {
    var usage = new UsageCount();
    var choices = new ArrayList<Choice>();
    for (var answer : answers) {
      usage.add(answer.end());
      choices.add(
          new Choice(
              answer.text(),
              asked.options.logprobs().isPresent()
                  ? Optional.of(answer.tokens())
                  : Optional.empty(),
              StreamReply.reason(answer.end())));
    }
    return form.whole(choices, usage.usage());
  }

  private Outcome<Reply> answered(Exchange exchange, Wanted asked, Generation generation)
      throws IOException, InterruptedException {
    var form =
        new GenerationJson(asked.kind, UUID.randomUUID().toString(), served.name(), Instant.now());
    var pieces = new Pieces(generation, exchange.asked());
    return switch (asked.options.delivery()) {
      case WHOLE -> pieces.whole().map(answers -> Reply.of(json(form, asked, answers)));
      case STREAM, STREAM_WITH_USAGE ->
          pieces.begun().map(first -> new StreamReply(form, pieces, first, asked.options));
    };
  }
}
