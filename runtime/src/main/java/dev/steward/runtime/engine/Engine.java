package dev.steward.runtime.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;

/**
 * ONNX Runtime itself, of which a process has one. Its native library takes a tenth of a second to
 * load, which needs nothing of a configuration.
 *
 * <p>It logs nothing, since it is used before logging is set up.
 */
public final class Engine {

  private Engine() {}

  /** Loads it on a thread of its own; who needs it before that has ended waits for it. */
  public static void loadAhead() {
    Thread.ofPlatform().name("engine").daemon().start(Engine::tryToLoad);
  }

  private static void tryToLoad() {
    try {
      environment();
    } catch (OrtException | RuntimeException | Error _) {
      // Who needs it runs into the same, and tells it.
    }
  }

  static OrtEnvironment environment() throws OrtException {
    // Warnings about the graph are for the model's makers; what matters to us is thrown.
    var environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    environment.setTelemetry(false);
    return environment;
  }
}
