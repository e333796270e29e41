package dev.steward.gateway.trace;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Paths that Steward's runtimes and gateways answer, with names in them replaced: {@code
 * /v2/models/{model}/infer}. Others may be anything that a client writes.
 */
final class KnownRoute {

  /** Of a call of a method that isn't known (RPC semantic conventions). */
  static final String OTHER_METHOD = "_OTHER";

  private static final Set<String> FIXED =
      Set.of(
          "/v1/chat/completions",
          "/v1/completions",
          "/v1/embeddings",
          "/v1/models",
          "/v1/ocr",
          "/v1/tasks",
          "/v2",
          "/v2/health/live",
          "/v2/health/ready",
          "/v2/models/stats",
          "/v2/repository/index");

  private static final Pattern MODEL =
      Pattern.compile("/v2/models/[^/]+(/versions/[^/]+)?(/(?:infer|ready|stats))?");
  private static final Pattern OPENAI_MODEL = Pattern.compile("/v1/models/[^/]+");
  private static final Pattern TASK = Pattern.compile("/v1/tasks/[^/]+(/(?:events|results))?");
  private static final Pattern REPOSITORY =
      Pattern.compile("/v2/repository/models/[^/]+/(load|unload)");
  private static final Pattern METHOD =
      Pattern.compile("inference\\.GRPCInferenceService/[A-Z][A-Za-z]{1,40}");

  private KnownRoute() {}

  /**
   * The route of a path.
   *
   * @param path below a service's root, without query
   */
  static Optional<String> of(String path) {
    if (FIXED.contains(path)) {
      return Optional.of(path);
    }
    var model = MODEL.matcher(path);
    if (model.matches()) {
      return Optional.of(
          "/v2/models/{model}"
              + (model.group(1) == null ? "" : "/versions/{version}")
              + (model.group(2) == null ? "" : model.group(2)));
    }
    if (OPENAI_MODEL.matcher(path).matches()) {
      return Optional.of("/v1/models/{model}");
    }
    var task = TASK.matcher(path);
    if (task.matches()) {
      return Optional.of("/v1/tasks/{task}" + (task.group(1) == null ? "" : task.group(1)));
    }
    var repository = REPOSITORY.matcher(path);
    return repository.matches()
        ? Optional.of("/v2/repository/models/{model}/" + repository.group(1))
        : Optional.empty();
  }

  /** The method of a call by its path. */
  static String method(String path) {
    var method = path.startsWith("/") ? path.substring(1) : path;
    return METHOD.matcher(method).matches() ? method : OTHER_METHOD;
  }
}
