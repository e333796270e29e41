package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.openai.EmbeddingsLimits;
import dev.steward.protocol.openai.EmbeddingsRequest;
import dev.steward.protocol.openai.EmbeddingsRequestJson;
import dev.steward.protocol.openai.EmbeddingsResponse;
import dev.steward.protocol.openai.EmbeddingsResponseJson;
import dev.steward.protocol.openai.ModelsJson;
import dev.steward.runtime.embed.Embedder;
import dev.steward.runtime.embed.Embedder.Embedded;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.web.Router;
import dev.steward.runtime.web.WebRoute;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.RequestSpan;
import java.io.IOException;
import java.util.Optional;

/** OpenAI's models and embeddings. */
final class EmbeddingRoutes {

  private static final Asking.Task<Embedder> TASK =
      new Asking.Task<>(
          "Embedding",
          model ->
              model instanceof LoadedModel.Embedding(var tensors, var embedder)
                  ? Optional.of(embedder)
                  : Optional.empty());

  private final Models models;
  private final Asking asking;
  private final RuntimeMetrics metrics;

  EmbeddingRoutes(Models models, Asking asking, RuntimeMetrics metrics) {
    this.models = models;
    this.asking = asking;
    this.metrics = metrics;
  }

  void register(Router<WebRoute> routes, Exchanges exchanges) {
    routes.get("/v1/models", exchanges.with("models", exchange -> models()));
    routes.get("/v1/models/{model}", exchanges.with("models", this::model));
    routes.post("/v1/embeddings", exchanges.with("embeddings", this::embeddings));
  }

  private Outcome<Reply> models() {
    return models
        .list()
        .map(all -> Reply.of(ModelsJson.list(all.stream().map(EmbeddingRoutes::listed).toList())));
  }

  private Outcome<Reply> model(Exchange exchange) {
    return models
        .find(exchange.path("model"))
        .map(found -> Reply.of(ModelsJson.one(listed(found))));
  }

  private static ModelsJson.Model listed(Models.Named model) {
    return new ModelsJson.Model(model.name(), model.since());
  }

  private Outcome<Reply> embeddings(Exchange exchange) throws IOException, InterruptedException {
    return switch (EmbeddingsRequestJson.read(exchange.body(), EmbeddingsLimits.DEFAULT)) {
      case Outcome.Refused<EmbeddingsRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<EmbeddingsRequest>(var request) -> answered(exchange, request);
    };
  }

  private Outcome<Reply> answered(Exchange exchange, EmbeddingsRequest request)
      throws IOException, InterruptedException {
    var span = exchange.span();
    return asking.ask(
        request.model(),
        exchange.asked(),
        TASK,
        (embedder, place) -> {
          tell(span, request);
          return embedder.embed(request.input(), place);
        },
        (_, embedded) -> {
          span.add(Fact.of(FactKeys.INPUT_TOKENS, embedded.tokens()));
          return reply(request, embedded);
        });
  }

  private static void tell(RequestSpan span, EmbeddingsRequest request) {
    span.add(Fact.of(FactKeys.OPERATION, "embeddings"));
    span.add(Fact.of(FactKeys.PROVIDER, FactKeys.STEWARD));
    span.add(Fact.of(FactKeys.REQUEST_MODEL, request.model()));
  }

  private Outcome<Reply> reply(EmbeddingsRequest request, Embedded embedded) {
    int width = embedded.vectors().getFirst().length;
    if (request.dimensions().isPresent() && request.dimensions().getAsInt() != width) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.INVALID_REQUEST,
              new Violation(
                  "dimensions",
                  "this model's vectors have " + width + " and can't be shortened",
                  "leave it out")));
    }
    metrics.tokensRead(embedded.tokens());
    var response =
        new EmbeddingsResponse(
            request.model(), embedded.vectors(), request.encoding(), embedded.tokens());
    return Outcome.done(out -> EmbeddingsResponseJson.write(out, response));
  }
}
