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
import dev.steward.protocol.openai.ToolUse;
import dev.steward.runtime.grammar.Grammar;
import dev.steward.runtime.llm.Generation;
import dev.steward.runtime.llm.GenerationRequest;
import dev.steward.runtime.llm.GenerationRequest.Echo;
import dev.steward.runtime.llm.LanguageModel;
import dev.steward.runtime.llm.Pieces;
import dev.steward.runtime.llm.Sampling;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pool.Tenant;
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
  private final RuntimeMetrics metrics;

  GenerationRoutes(ServedModel served, RuntimeMetrics metrics) {
    this.served = served;
    this.metrics = metrics;
  }

  void register(RoutesConfig routes, Exchanges exchanges) {
    routes.post("/v1/chat/completions", exchanges.with("chat", this::chat));
    routes.post("/v1/completions", exchanges.with("completions", this::completion));
  }

  private Outcome<Reply> chat(Exchange exchange) throws IOException, InterruptedException {
    return switch (GenerationRequestJson.chat(exchange.body())) {
      case Outcome.Refused<ChatRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<ChatRequest>(var request) ->
          written(
              exchange,
              model(request.model())
                  .then(model -> wanted(model, request, exchange.asked().tenant())));
    };
  }

  private static Outcome<Wanted> wanted(LanguageModel model, ChatRequest request, Tenant tenant) {
    return model
        .form(request.form(), request.tools())
        .then(form ->
            model
                .answering(request.messages(), request.tools())
                .map(prompt ->
                    new Wanted(
                        model,
                        Kind.CHAT,
                        asked(model, prompt, request.options(), Echo.NOTHING, form, tenant),
                        request.options(),
                        request.tools())));
  }

  private Outcome<Reply> completion(Exchange exchange) throws IOException, InterruptedException {
    return switch (GenerationRequestJson.completion(exchange.body())) {
      case Outcome.Refused<CompletionRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<CompletionRequest>(var request) ->
          written(
              exchange,
              model(request.model())
                  .map(model -> wanted(model, request, exchange.asked().tenant())));
    };
  }

  private static Wanted wanted(LanguageModel model, CompletionRequest request, Tenant tenant) {
    var echo =
        switch (request.echo()) {
          case NOTHING -> Echo.NOTHING;
          case PROMPT -> Echo.PROMPT;
        };
    var prompt = model.continuing(request.prompt());
    return new Wanted(
        model,
        Kind.COMPLETION,
        asked(model, prompt, request.options(), echo, Optional.empty(), tenant),
        request.options(),
        ToolUse.NONE);
  }

  private static GenerationRequest asked(
      LanguageModel model,
      int[] prompt,
      GenerationOptions options,
      Echo echo,
      Optional<Grammar> form,
      Tenant tenant) {
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
    int most = options.maxTokens().orElse(model.plan().length());
    return new GenerationRequest(
        prompt,
        most,
        sampling,
        options.stops(),
        options.tokens(),
        options.logprobs(),
        echo,
        form,
        tenant);
  }

  /** What is to be written, and how it is answered. */
  private record Wanted(
      LanguageModel model,
      Kind kind,
      GenerationRequest request,
      GenerationOptions options,
      ToolUse tools) {

    Outcome<Generation> begin() {
      var field =
          switch (kind) {
            case CHAT -> "messages";
            case COMPLETION -> "prompt";
          };
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

  private byte[] json(GenerationJson form, Wanted asked, List<Pieces.Whole> answers) {
    var usage = new UsageCount(metrics);
    var choices = new ArrayList<Choice>();
    for (var whole : answers) {
      usage.add(whole.end());
      var answer = new ToolAnswer(asked.tools);
      answer.add(whole.text());
      answer.end();
      choices.add(
          new Choice(
              answer.words(),
              answer.calls(),
              asked.options.logprobs().isPresent() ? Optional.of(whole.tokens()) : Optional.empty(),
              answer.reason(whole.end())));
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
          pieces
              .begun()
              .map(first ->
                  new StreamReply(
                      form, pieces, first, asked.options, asked.tools, new UsageCount(metrics)));
    };
  }
}
