package dev.steward.runtime.http;

import dev.steward.core.error.Outcome;
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
import dev.steward.runtime.metrics.ModelAccount;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pool.Client;
import dev.steward.runtime.pool.Tenant;
import dev.steward.runtime.web.Router;
import dev.steward.runtime.web.WebRoute;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.RequestSpan;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** OpenAI's completions: texts that a model writes. */
final class GenerationRoutes {

  private final Models models;
  private final RuntimeMetrics metrics;

  GenerationRoutes(Models models, RuntimeMetrics metrics) {
    this.models = models;
    this.metrics = metrics;
  }

  void register(Router<WebRoute> routes, Exchanges exchanges) {
    routes.post("/v1/chat/completions", exchanges.with("chat", this::chat));
    routes.post("/v1/completions", exchanges.with("completions", this::completion));
  }

  private Outcome<Reply> chat(Exchange exchange) throws IOException, InterruptedException {
    return switch (GenerationRequestJson.chat(exchange.body())) {
      case Outcome.Refused<ChatRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<ChatRequest>(var request) ->
          written(
              exchange,
              author(exchange, request.model())
                  .then(author -> wanted(author, request, exchange.asked().tenant())));
    };
  }

  private static Outcome<Wanted> wanted(Author author, ChatRequest request, Tenant tenant) {
    var model = author.model;
    return model
        .form(request.form(), request.tools())
        .then(form ->
            model
                .answering(request.messages(), request.tools())
                .map(prompt ->
                    new Wanted(
                        author,
                        request.model(),
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
              author(exchange, request.model())
                  .map(author -> wanted(author, request, exchange.asked().tenant())));
    };
  }

  private static Wanted wanted(Author author, CompletionRequest request, Tenant tenant) {
    var echo =
        switch (request.echo()) {
          case NOTHING -> Echo.NOTHING;
          case PROMPT -> Echo.PROMPT;
        };
    var model = author.model;
    var prompt = model.continuing(request.prompt());
    return new Wanted(
        author,
        request.model(),
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
      Author author,
      String name,
      Kind kind,
      GenerationRequest request,
      GenerationOptions options,
      ToolUse tools) {

    Outcome<Generation> begin(Client client) {
      var field =
          switch (kind) {
            case CHAT -> "messages";
            case COMPLETION -> "prompt";
          };
      return author.model.write(field, request, options.choices(), client);
    }
  }

  /** A model that writes, and what is counted of it. */
  private record Author(LanguageModel model, ModelAccount account) {}

  /** A model that writes is none of a repository's: it is there to the end of a stream. */
  private Outcome<Author> author(Exchange exchange, String name)
      throws IOException, InterruptedException {
    return switch (models.use(name, Optional.empty(), exchange.asked())) {
      case Outcome.Refused<Models.Use>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Models.Use>(var use) -> {
        try (use) {
          yield use.model() instanceof LoadedModel.Generation(var model)
              ? Outcome.done(new Author(model, use.account()))
              : OpenInference.unsuited(use, "Generation");
        }
      }
    };
  }

  private Outcome<Reply> written(Exchange exchange, Outcome<Wanted> outcome)
      throws IOException, InterruptedException {
    return switch (outcome) {
      case Outcome.Refused<Wanted>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Wanted>(var asked) -> {
        tell(exchange.span(), asked);
        yield asked.author.account.count(() -> begun(exchange, asked));
      }
    };
  }

  private static void tell(RequestSpan span, Wanted asked) {
    span.add(
        Fact.of(
            FactKeys.OPERATION,
            switch (asked.kind) {
              case CHAT -> "chat";
              case COMPLETION -> "text_completion";
            }));
    span.add(Fact.of(FactKeys.PROVIDER, FactKeys.STEWARD));
    // It names a model that is here, for it was found.
    span.add(Fact.of(FactKeys.REQUEST_MODEL, asked.name));
    asked.options.maxTokens().ifPresent(most -> span.add(Fact.of(FactKeys.MOST_TOKENS, most)));
    if (asked.options.choices() > 1) {
      span.add(Fact.of(FactKeys.CHOICES, asked.options.choices()));
    }
  }

  private Outcome<Reply> begun(Exchange exchange, Wanted asked)
      throws IOException, InterruptedException {
    return switch (asked.begin(exchange.asked().client())) {
      case Outcome.Refused<Generation>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Generation>(var generation) -> answered(exchange, asked, generation);
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
        new GenerationJson(asked.kind, UUID.randomUUID().toString(), asked.name, Instant.now());
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
