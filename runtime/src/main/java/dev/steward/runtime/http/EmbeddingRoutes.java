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
import dev.steward.runtime.pool.InferencePool;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.util.List;

/** OpenAI's models and embeddings. */
final class EmbeddingRoutes {

  private final ServedModel served;
  private final InferencePool pool;
  private final RuntimeMetrics metrics;

  EmbeddingRoutes(ServedModel served, InferencePool pool, RuntimeMetrics metrics) {
    this.served = served;
    this.pool = pool;
    this.metrics = metrics;
  }

  void register(RoutesConfig routes, Exchanges exchanges) {
    routes.get("/v1/models", exchanges.with("models", exchange -> models()));
    routes.get("/v1/models/{model}", exchanges.with("models", this::model));
    routes.post("/v1/embeddings", exchanges.with("embeddings", this::embeddings));
  }

  private Outcome<Reply> models() {
    return served.loaded().map(loaded -> Reply.of(ModelsJson.list(List.of(listed(loaded)))));
  }

  private Outcome<Reply> model(Exchange exchange) {
    var name = exchange.path("model");
    return name.equals(served.name())
        ? served.loaded().map(loaded -> Reply.of(ModelsJson.one(listed(loaded))))
        : Outcome.refused(OpenInference.unknown("model", name, served.name()));
  }

  private ModelsJson.Model listed(ServedModel.Loaded loaded) {
    return new ModelsJson.Model(served.name(), loaded.since());
  }

  private Outcome<Reply> embeddings(Exchange exchange) throws IOException, InterruptedException {
    var read =
        EmbeddingsRequestJson.read(exchange.body(), EmbeddingsLimits.DEFAULT).then(this::forUs);
    return switch (read) {
      case Outcome.Refused<EmbeddingsRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<EmbeddingsRequest>(var request) ->
          switch (embedder()) {
            case Outcome.Refused<Embedder>(var refusal) -> Outcome.refused(refusal);
            case Outcome.Done<Embedder>(var embedder) ->
                served
                    .account()
                    .count(() ->
                        computed(exchange, embedder, request)
                            .then(embedded -> reply(request, embedded)));
          };
    };
  }

  private Outcome<EmbeddingsRequest> forUs(EmbeddingsRequest request) {
    return request.model().equals(served.name())
        ? Outcome.done(request)
        : Outcome.refused(OpenInference.unknown("model", request.model(), served.name()));
  }

  private Outcome<Embedder> embedder() {
    return served
        .loaded()
        .then(loaded ->
            loaded.model() instanceof LoadedModel.Embedding(var tensors, var embedder)
                ? Outcome.done(embedder)
                : Outcome.refused(
                    Refusal.of(
                        ErrorCode.NOT_FOUND,
                        new Violation(
                            "model",
                            "\"" + served.name() + "\" isn't served for task Embedding",
                            "use /v2/models/" + served.name() + "/infer"))));
  }

  private Outcome<Embedded> computed(
      Exchange exchange, Embedder embedder, EmbeddingsRequest request)
      throws IOException, InterruptedException {
    return switch (pool.admit(exchange.asked(), served.account())) {
      case Outcome.Refused<InferencePool.Place>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferencePool.Place>(var place) -> {
        try (place) {
          yield embedder.embed(request.input(), place);
        }
      }
    };
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
            served.name(), embedded.vectors(), request.encoding(), embedded.tokens());
    return Outcome.done(out -> EmbeddingsResponseJson.write(out, response));
  }
}
