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
import dev.steward.runtime.web.Router;
import dev.steward.runtime.web.WebRoute;
import java.io.IOException;
import java.util.Optional;

/** The entities in texts. */
final class EntityRoutes {

  private static final Asking.Task<TokenClassifier> TASK =
      new Asking.Task<>(
          "TokenClassification",
          model ->
              model instanceof LoadedModel.TokenClassification(var tensors, var classifier)
                  ? Optional.of(classifier)
                  : Optional.empty());

  private final Asking asking;
  private final RuntimeMetrics metrics;

  EntityRoutes(Asking asking, RuntimeMetrics metrics) {
    this.asking = asking;
    this.metrics = metrics;
  }

  void register(Router<WebRoute> routes, Exchanges exchanges) {
    routes.post("/v1/entities", exchanges.with("entities", this::entities));
  }

  private Outcome<Reply> entities(Exchange exchange) throws IOException, InterruptedException {
    return switch (EntitiesRequestJson.read(exchange.body(), EmbeddingsLimits.DEFAULT)) {
      case Outcome.Refused<EntitiesRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<EntitiesRequest>(var request) ->
          asking.ask(
              request.model(),
              exchange.asked(),
              TASK,
              (classifier, place) -> classifier.read(request.texts(), grouping(request), place),
              (_, read) -> Outcome.done(reply(request, read)));
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
