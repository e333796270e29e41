package dev.steward.runtime.web;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.RefusedException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who answers at a port: its routes, and itself where none of them takes a request. */
final class Site {

  private static final Logger LOG = LoggerFactory.getLogger(Site.class);
  private static final int SHOWN = 100;

  private final Router<WebRoute> routes;
  private final ErrorForm errors;

  Site(Router<WebRoute> routes, ErrorForm errors) {
    this.routes = routes;
    this.errors = errors;
  }

  ErrorForm errors() {
    return errors;
  }

  /**
   * Answers a request; the answer isn't ended yet.
   *
   * @throws IOException when the client is gone, or can't be told any more that something failed
   */
  void answer(WebRequest request) throws IOException {
    try {
      route(request);
    } catch (RefusedException e) {
      failed(request, e.refusal());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed(request, Refusal.of(ErrorCode.STOPPING, "this server is stopping"));
    } catch (RuntimeException e) {
      LOG.error("{} failed", request.pattern(), e);
      failed(request, Refusal.of(ErrorCode.INTERNAL, "an error of this server's own"));
    }
  }

  private void route(WebRequest request) throws IOException, InterruptedException {
    switch (routes.find(request.method(), request.target().parts())) {
      case Router.Found.Here<WebRoute>(var route, var pattern, var named) -> {
        request.routed(pattern, named);
        route.answer(request);
      }
      case Router.Found.ForOthers<WebRoute>(var methods) -> {
        request.answer().header("allow", String.join(", ", methods));
        request.refuse(
            Refusal.of(
                ErrorCode.METHOD_NOT_ALLOWED,
                new Violation(
                    "method",
                    shortened(request.method()) + " isn't for " + shortened(request),
                    "use " + String.join(" or ", methods))));
      }
      case Router.Found.Nowhere<WebRoute> _ ->
          request.refuse(
              Refusal.of(
                  ErrorCode.NOT_FOUND,
                  new Violation(
                      "path", "there is nothing at " + shortened(request), "see GET /v2")));
    }
  }

  private static void failed(WebRequest request, Refusal refusal) throws IOException {
    if (request.answer().begun()) {
      throw new IOException("an answer was broken off: " + refusal.message());
    }
    request.answer().clear();
    request.refuse(refusal);
  }

  private static String shortened(WebRequest request) {
    return shortened(request.target().path());
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 1) + "…";
  }
}
