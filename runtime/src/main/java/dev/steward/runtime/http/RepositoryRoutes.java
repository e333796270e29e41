package dev.steward.runtime.http;

import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.RepositoryJson;
import dev.steward.runtime.web.Router;
import dev.steward.runtime.web.WebRoute;
import java.io.IOException;
import java.util.Optional;

/** The Open Inference Protocol's extension for repositories of models, over REST. */
final class RepositoryRoutes {

  private static final byte[] NOTHING = {};

  private final Models models;

  RepositoryRoutes(Models models) {
    this.models = models;
  }

  void register(Router<WebRoute> routes, Exchanges exchanges) {
    routes.post("/v2/repository/index", exchanges.with("repository_index", this::index));
    routes.post(
        "/v2/repository/models/{model}/load", exchanges.with("repository_model_load", this::load));
    routes.post(
        "/v2/repository/models/{model}/unload",
        exchanges.with("repository_model_unload", this::unload));
  }

  private Outcome<Reply> index(Exchange exchange) throws IOException {
    return RepositoryJson.index(exchange.body())
        .then(wanted ->
            models
                .index()
                .map(all ->
                    Reply.of(RepositoryJson.write(all.stream().filter(wanted::takes).toList()))));
  }

  private Outcome<Reply> load(Exchange exchange) throws IOException, InterruptedException {
    return switch (RepositoryJson.load(exchange.body())) {
      case Outcome.Refused<Boolean>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Boolean> _ -> done(models.load(exchange.path("model"), exchange.asked()));
    };
  }

  private Outcome<Reply> unload(Exchange exchange) throws IOException {
    return RepositoryJson.unload(exchange.body())
        .then(read -> done(models.unload(exchange.path("model"))));
  }

  private static Outcome<Reply> done(Optional<Refusal> refused) {
    return refused
        .<Outcome<Reply>>map(Outcome::refused)
        .orElseGet(() -> Outcome.done(Reply.of(NOTHING)));
  }
}
