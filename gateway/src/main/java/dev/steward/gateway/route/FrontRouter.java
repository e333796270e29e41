package dev.steward.gateway.route;

import dev.steward.core.error.ErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Decides by hostname, path or model which service a request at the front port is for. */
public final class FrontRouter {
  private static final int MAX_SHOWN = 100;

  /** Where calls of gRPC stand: their path names a method, and the model lies in a message. */
  private static final String CALLS = "inference.GRPCInferenceService";

  private FrontRouter() {}

  /**
   * Decides from what stands in a request's head.
   *
   * @param hostname of the Host header, without port; empty where there is none
   * @param path as it was sent, without dot segments
   */
  public static FrontRoute route(Routes routes, String hostname, String path) {
    var owner = routes.ownerOfFrontPort();
    if (owner.isPresent()) {
      return new FrontRoute.To(owner.get(), path);
    }
    var host = routes.onHostname(hostname);
    if (host.isPresent()) {
      return new FrontRoute.To(host.get(), path);
    }
    var segments = path.split("/", 4);
    if (segments.length < 2) {
      return notFound();
    }
    return switch (segments[1]) {
      case "v1" -> openAi(routes, path);
      case "v2" -> openInference(routes, path);
      case CALLS -> new FrontRoute.ByHeader();
      default -> byName(routes, segments).orElseGet(FrontRouter::notFound);
    };
  }

  /**
   * Decides from a model's name.
   *
   * @param path handed on as it is
   */
  public static FrontRoute byModel(Routes routes, String model, String path) {
    var serving = routes.serving(model);
    return switch (serving.size()) {
      case 0 ->
          new FrontRoute.Refused(
              ErrorCode.NOT_FOUND,
              "model \"%s\" isn't served here; check the name, or ask /NAMESPACE/NAME%s"
                  .formatted(shown(model), path));
      case 1 -> new FrontRoute.To(serving.getFirst(), path);
      default ->
          new FrontRoute.Refused(
              ErrorCode.AMBIGUOUS_MODEL,
              ("model \"%s\" is served by %d services; name the one you mean by its namespace and"
                      + " name before the path: /NAMESPACE/NAME%s")
                  .formatted(shown(model), serving.size(), path));
    };
  }

  /**
   * {@code /v1/models/MODEL} names its model in the path, {@code /v1/ocr}, whose body is an image,
   * in a header, everything else in the body.
   */
  private static FrontRoute openAi(Routes routes, String path) {
    if (path.equals("/v1/tasks") || path.startsWith("/v1/tasks/")) {
      return new FrontRoute.Refused(
          ErrorCode.NOT_FOUND,
          "a task belongs to a service: ask /NAMESPACE/NAME"
              + shown(path)
              + ", or the service's own address");
    }
    if (path.equals("/v1/ocr")) {
      return new FrontRoute.ByHeader();
    }
    return modelAfter("/v1/models/", path)
        .map(model -> byModel(routes, model, path))
        .orElseGet(
            () -> path.equals("/v1") || path.startsWith("/v1/models") ? notFound() : byBody());
  }

  private static FrontRoute openInference(Routes routes, String path) {
    return modelAfter("/v2/models/", path)
        .map(model -> byModel(routes, model, path))
        .orElseGet(FrontRouter::notFound);
  }

  private static FrontRoute byBody() {
    return new FrontRoute.ByBody();
  }

  /** {@code ["", namespace, name, rest]}: a service's root is its path without the first two. */
  private static Optional<FrontRoute> byName(Routes routes, String[] segments) {
    if (segments.length < 3) {
      return Optional.empty();
    }
    var path = segments.length == 3 ? "/" : "/" + segments[3];
    return routes.named(segments[1], segments[2]).map(service -> new FrontRoute.To(service, path));
  }

  private static Optional<String> modelAfter(String prefix, String path) {
    if (!path.startsWith(prefix)) {
      return Optional.empty();
    }
    var end = path.indexOf('/', prefix.length());
    var encoded = path.substring(prefix.length(), end < 0 ? path.length() : end);
    return encoded.isEmpty() ? Optional.empty() : decoded(encoded);
  }

  private static Optional<String> decoded(String segment) {
    try {
      // A plus is a plus in a path; only form bodies read it as a space.
      return Optional.of(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static FrontRoute notFound() {
    return new FrontRoute.Refused(
        ErrorCode.NOT_FOUND,
        "nothing is served at this path; ask /NAMESPACE/NAME/…, /v2/models/MODEL/… or an OpenAI"
            + " path with a model in its body");
  }

  private static String shown(String model) {
    return model.length() <= MAX_SHOWN ? model : model.substring(0, MAX_SHOWN) + "…";
  }
}
