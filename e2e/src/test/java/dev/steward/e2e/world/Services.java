package dev.steward.e2e.world;

/** ModelServices as users write them. */
public final class Services {

  private Services() {}

  /** The quantised MiniLM, in a pod that asks for little. */
  public static String quick(String name) {
    return of(name, "pvc://models/minilm-q", "");
  }

  /**
   * An embedding model in a pod that asks for little.
   *
   * @param model further lines of {@code spec.model}, as {@code key: value} separated by commas
   */
  public static String of(String name, String uri, String model) {
    return """
    apiVersion: steward.dev/v1alpha1
    kind: ModelService
    metadata: {name: %s}
    spec:
      model: {uri: "%s", task: Embedding, name: minilm%s}
      runtime: {resources: {requests: {cpu: 50m, memory: 256Mi}}}
    """
        .formatted(name, uri, model.isEmpty() ? "" : ", " + model);
  }

  /** A request to {@code /v1/embeddings} for one text. */
  public static String embeddingOf(String text) {
    return """
    {"model": "minilm", "input": "%s"}\
    """
        .formatted(text);
  }
}
