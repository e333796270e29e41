package dev.steward.runtime.http;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.openai.EmbeddingsLimits;
import dev.steward.protocol.text.EntitiesRequest;
import dev.steward.protocol.text.EntitiesRequestJson;
import dev.steward.protocol.text.EntitiesResponse;
import dev.steward.protocol.text.EntitiesResponseJson;
import dev.steward.runtime.classify.Grouping;
import dev.steward.runtime.classify.TokenClassifier;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.InferencePool;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.util.Optional;

/** The entities in texts. */
final class EntityRoutes {

  private final Models models;
  private final InferencePool pool;
  private final RuntimeMetrics metrics;

  EntityRoutes(Models models, InferencePool pool, RuntimeMetrics metrics) {
    this.models = models;
    this.pool = pool;
    this.metrics = metrics;
  }

  void register(RoutesConfig routes, Exchanges exchanges) {
    routes.post("/v1/entities", exchanges.with("entities", this::entities));
  }

  private Outcome<Reply> entities(Exchange exchange) throws IOException, InterruptedException {
    return switch (EntitiesRequestJson.read(exchange.body(), EmbeddingsLimits.DEFAULT)) {
      case Outcome.Refused<EntitiesRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<EntitiesRequest>(var request) -> answered(exchange.asked(), request);
    };
  }

  private Outcome<Reply> answered(Asked asked, EntitiesRequest request)
      throws IOException, InterruptedException {
    return switch (models.use(request.model(), Optional.empty(), asked)) {
      case Outcome.Refused<Models.Use>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Models.Use>(var use) -> {
        try (use) {
          yield switch (classifier(use)) {
            case Outcome.Refused<TokenClassifier>(var refusal) -> Outcome.refused(refusal);
            case Outcome.Done<TokenClassifier>(var classifier) ->
                use.account()
                    .count(() ->
                        computed(asked, use, classifier, request)
                            .map(read -> reply(request, read)));
          };
        }
      }
    };
  }

  private static Outcome<TokenClassifier> classifier(Models.Use use) {
    return use.model() instanceof LoadedModel.TokenClassification(var tensors, var classifier)
        ? Outcome.done(classifier)
        : OpenInference.unsuited(use, "TokenClassification");
  }

  private Outcome<TokenClassifier.Read> computed(
      Asked asked, Models.Use use, TokenClassifier classifier, EntitiesRequest request)
      throws IOException, InterruptedException {
    return switch (pool.admit(asked, use.account())) {
      case Outcome.Refused<InferencePool.Place>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferencePool.Place>(var place) -> {
        try (place) {
          yield classifier.read(request.texts(), grouping(request), place);
        }
      }
    };
  }

  private static Grouping grouping(EntitiesRequest request) {
    return switch (request.aggregation()) {
      case NONE -> Grouping.NONE;
      case SIMPLE -> Grouping.SIMPLE;
    };
  }

  private Reply reply(EntitiesRequest request, TokenClassifier.Read read) {
    metrics.tokensRead(read.tokens());
    var texts = read.texts().stream().map(EntityRoutes::text).toList();
    var response =
        new EntitiesResponse(request.model(), request.aggregation(), texts, read.tokens());
    return out -> EntitiesResponseJson.write(out, response);
  }

  private static EntitiesResponse.Text text(TokenClassifier.Found found) {
    var entities =
        found.entities().stream()
            .map(entity ->
                new EntitiesResponse.Entity(
                    entity.label(), entity.score(), entity.word(), entity.start(), entity.end()))
            .toList();
    return new EntitiesResponse.Text(
        entities,
        switch (found.end()) {
          case WHOLE -> EntitiesResponse.Reading.WHOLE;
          case CUT -> EntitiesResponse.Reading.CUT;
        });
  }
}
