package dev.steward.gateway.audit;

import java.util.Locale;

/** What a request asks for. Its path isn't kept: a client may write anything there. */
public enum Operation {
  /** An inference by the Open Inference Protocol. */
  INFER,
  /** Embeddings by OpenAI's API. */
  EMBEDDINGS,
  /** The class of a text. */
  CLASSIFY,
  /** The parts of a text that are of a class. */
  ENTITIES,
  /** The text in an image. */
  OCR,
  /** A task, or something about one. */
  TASK,
  /** Anything else, such as the state of a model. */
  OTHER;

  /** The operation at a path below a service's root. */
  public static Operation of(String path) {
    if (path.startsWith("/v2/models/") && path.endsWith("/infer")) {
      return INFER;
    }
    return switch (path) {
      case "/inference.GRPCInferenceService/ModelInfer",
          "/inference.GRPCInferenceService/ModelStreamInfer" ->
          INFER;
      case "/v1/embeddings" -> EMBEDDINGS;
      case "/v1/classify" -> CLASSIFY;
      case "/v1/entities" -> ENTITIES;
      case "/v1/ocr" -> OCR;
      case "/v1/tasks" -> TASK;
      default -> path.startsWith("/v1/tasks/") ? TASK : OTHER;
    };
  }

  /** As it stands in a record: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
