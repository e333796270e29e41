package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.ocr.OcrResponse;
import dev.steward.protocol.ocr.OcrResponseJson;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.ocr.Page;
import dev.steward.runtime.ocr.TextReader;
import dev.steward.runtime.pool.InferencePool;
import io.javalin.config.RoutesConfig;
import java.io.IOException;

/** Images to text, the image itself as the body. */
final class OcrRoutes {

  private static final String BODY = "body";

  private final ServedModel served;
  private final InferencePool pool;

  OcrRoutes(ServedModel served, InferencePool pool) {
    this.served = served;
    this.pool = pool;
  }

  void register(RoutesConfig routes, Exchanges exchanges) {
    routes.post("/v1/ocr", exchanges.with("ocr", Accepted.IMAGES, this::ocr));
  }

  private Outcome<Reply> ocr(Exchange exchange) throws IOException, InterruptedException {
    return switch (reader()) {
      case Outcome.Refused<TextReader>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<TextReader>(var reader) -> {
        // One byte more than is taken tells that there are too many.
        var image = exchange.body().readNBytes((int) reader.limits().bytes() + 1);
        yield served.account().count(() -> read(exchange, reader, image).map(this::reply));
      }
    };
  }

  private Outcome<TextReader> reader() {
    return served
        .loaded()
        .then(loaded ->
            loaded.model() instanceof LoadedModel.ImageText(var reader)
                ? Outcome.done(reader)
                : Outcome.refused(
                    Refusal.of(
                        ErrorCode.NOT_FOUND,
                        new Violation(
                            "model",
                            "\"" + served.name() + "\" isn't served for task ImageText",
                            "use /v2/models/" + served.name() + "/infer"))));
  }

  private Outcome<Page> read(Exchange exchange, TextReader reader, byte[] image)
      throws IOException, InterruptedException {
    return switch (pool.admit(exchange.asked(), served.account())) {
      case Outcome.Refused<InferencePool.Place>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferencePool.Place>(var place) -> {
        try (place) {
          yield reader.read(BODY, image, place);
        }
      }
    };
  }

  private Reply reply(Page page) {
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
    var response = new OcrResponse(served.name(), page.width(), page.height(), lines, page.text());
    return out -> OcrResponseJson.write(out, response);
  }
}
