package dev.steward.runtime.engine;

import dev.steward.core.error.LoadException;
import java.nio.file.Path;

/**
 * An engine besides ONNX Runtime, which computes graphs of another format. Its artifact is found on
 * the class path by {@link java.util.ServiceLoader}; nothing of it is loaded before a model of its
 * format is.
 */
public interface TensorEngine {

  /** The format of what it loads. */
  ModelFormat format();

  /**
   * Loads a graph, with what lies beside it.
   *
   * @param threads that one run may use; an engine that has one number for the whole process takes
   *     the first that it is told
   * @throws LoadException when it can't be served: the engine's own native parts are missing, the
   *     file is none of its format, or doesn't go with its signature
   */
  TensorModel load(Path file, int threads) throws LoadException;
}
