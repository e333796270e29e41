package dev.steward.runtime.http;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.openai.EmbeddingsLimits;
import dev.steward.protocol.text.Candidates;
import dev.steward.protocol.text.ClassifyRequest;
import dev.steward.protocol.text.ClassifyRequestJson;
import dev.steward.protocol.text.ClassifyResponse;
import dev.steward.protocol.text.ClassifyResponseJson;
import dev.steward.runtime.classify.TextClassifier;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.text.Texts;
import dev.steward.runtime.web.Router;
import dev.steward.runtime.web.WebRoute;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The classes of texts, asked as vLLM's {@code /classify} is. */
final class ClassifyRoutes {

  private static final Asking.Task<TextClassifier> TASK =
      new Asking.Task<>(
          "Classification",
          model ->
              model instanceof LoadedModel.Classification(var tensors, var classifier)
                  ? Optional.of(classifier)
                  : Optional.empty());

  private final Asking asking;
  private final RuntimeMetrics metrics;

  ClassifyRoutes(Asking asking, RuntimeMetrics metrics) {
    this.asking = asking;
    this.metrics = metrics;
  }

  void register(Router<WebRoute> routes, Exchanges exchanges) {
    routes.post("/v1/classify", exchanges.with("classify", this::classify));
  }

  private Outcome<Reply> classify(Exchange exchange) throws IOException, InterruptedException {
    return switch (ClassifyRequestJson.read(exchange.body(), EmbeddingsLimits.DEFAULT)) {
      case Outcome.Refused<ClassifyRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<ClassifyRequest>(var request) ->
          asking.ask(
              request.model(),
              exchange.asked(),
              TASK,
              (classifier, place) -> computed(classifier, request, place),
              (classifier, classified) -> Outcome.done(reply(request, classifier, classified)));
    };
  }

  private static Outcome<TextClassifier.Classified> computed(
      TextClassifier classifier, ClassifyRequest request, InferencePool.Place place)
      throws IOException, InterruptedException {
    return request.candidates().isPresent()
        ? classifier.classify(request.texts(), request.candidates().get(), place)
        : classifier.classify(new Texts(request.texts(), request.pairs()), place);
  }

  private Reply reply(
      ClassifyRequest request, TextClassifier classifier, TextClassifier.Classified classified) {
    metrics.tokensRead(classified.tokens());
    var names =
        request.candidates().map(Candidates::labels).orElseGet(() -> classifier.labels().names());
    var each =
        classified.scores().stream()
            .map(scores -> told(scores, names, request.top().orElse(0)))
            .toList();
    var response = new ClassifyResponse(request.model(), each, classified.tokens());
    return out -> ClassifyResponseJson.write(out, response);
  }

  private static ClassifyResponse.Classified told(float[] scores, List<String> names, int top) {
    var order = TextClassifier.order(scores);
    var all = new ArrayList<Float>();
    for (float score : scores) {
      all.add(score);
    }
    return new ClassifyResponse.Classified(
        names.get(order.getFirst()),
        all,
        order.stream()
            .limit(top)
            .map(number -> new ClassifyResponse.Scored(names.get(number), scores[number]))
            .toList());
  }
}
