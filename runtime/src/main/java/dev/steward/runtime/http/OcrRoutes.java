package dev.steward.runtime.http;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.ocr.OcrResponse;
import dev.steward.protocol.ocr.OcrResponseJson;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.ocr.Page;
import dev.steward.runtime.ocr.TextReader;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.web.Router;
import dev.steward.runtime.web.WebRoute;
import java.io.IOException;

/** Images to text, the image itself as the body. */
final class OcrRoutes {

  private static final String BODY = "body";

  private final Models models;
  private final InferencePool pool;

  OcrRoutes(Models models, InferencePool pool) {
    this.models = models;
    this.pool = pool;
  }

  void register(Router<WebRoute> routes, Exchanges exchanges) {
    routes.post("/v1/ocr", exchanges.with("ocr", Accepted.IMAGES, this::ocr));
  }

  private Outcome<Reply> ocr(Exchange exchange) throws IOException, InterruptedException {
    return switch (models.unnamed()) {
      case Outcome.Refused<Models.Use>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Models.Use>(var use) -> {
        try (use) {
          yield ocr(exchange, use);
        }
      }
    };
  }

  private Outcome<Reply> ocr(Exchange exchange, Models.Use use)
      throws IOException, InterruptedException {
    if (!(use.model() instanceof LoadedModel.ImageText(var reader))) {
      return OpenInference.unsuited(use, "ImageText");
    }
    // One byte more than is taken tells that there are too many.
    var image = exchange.body().readNBytes((int) reader.limits().bytes() + 1);
    return use.account()
        .count(() -> read(exchange, use, reader, image).map(page -> reply(use.name(), page)));
  }

  private Outcome<Page> read(Exchange exchange, Models.Use use, TextReader reader, byte[] image)
      throws IOException, InterruptedException {
    return switch (pool.admit(exchange.asked(), use.account())) {
      case Outcome.Refused<InferencePool.Place>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferencePool.Place>(var place) -> {
        try (place) {
          yield reader.read(BODY, image, place);
        }
      }
    };
  }

  private static Reply reply(String model, Page page) {
    var lines =
        page.lines().stream()
            .map(line ->
                new OcrResponse.Line(
                    line.text(),
                    line.score(),
                    line.place().corners().stream()
                        .map(corner -> new OcrResponse.Corner(corner.x(), corner.y()))
                        .toList()))
            .toList();
    var response = new OcrResponse(model, page.width(), page.height(), lines, page.text());
    return out -> OcrResponseJson.write(out, response);
  }
}
