package dev.steward.runtime.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.steward.core.error.LoadException;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.TensorMetadata;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What ONNX Runtime finds out about the inputs and outputs of a graph without computing it: types
 * and lengths of everything that is named as an output follow from the operators' own rules.
 */
public final class TypeInference {

  private TypeInference() {}

  /**
   * A tensor's type.
   *
   * @param metadata -1 stands for a length that doesn't follow
   * @param symbols the names of the dimensions; empty where they have none
   */
  public record Inferred(TensorMetadata metadata, List<String> symbols) {
    public Inferred {
      symbols = List.copyOf(symbols);
    }
  }

  /** How far ONNX Runtime goes. */
  public enum Effort {
    /** By the operators' rules alone; each name stays. */
    RULES,
    /**
     * What can be computed from known lengths is computed first, so that shapes follow that are
     * computed from other shapes. Such tensors mustn't be outputs, which keep it from being done.
     */
    KNOWN_LENGTHS
  }

  /**
   * The tensors among a graph's inputs and outputs, by name. Those of types that the protocol
   * doesn't know are left out.
   *
   * @param model a graph without large weights
   * @param file for messages
   * @throws LoadException when ONNX Runtime doesn't take it
   */
  public static Map<String, Inferred> of(byte[] model, Effort effort, Path file)
      throws LoadException {
    try {
      var environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      environment.setTelemetry(false);
      try (var options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(
            switch (effort) {
              case RULES -> OrtSession.SessionOptions.OptLevel.NO_OPT;
              case KNOWN_LENGTHS -> OrtSession.SessionOptions.OptLevel.BASIC_OPT;
            });
        try (var session = environment.createSession(model, options)) {
          var types = new HashMap<String, Inferred>();
          add(types, session.getInputInfo());
          add(types, session.getOutputInfo());
          return types;
        }
      }
    } catch (OrtException e) {
      throw LoadFaults.of(file, e);
    }
  }

  private static void add(Map<String, Inferred> types, Map<String, NodeInfo> infos) {
    infos.forEach((name, info) -> {
      if (info.getInfo() instanceof TensorInfo tensor) {
        OnnxTypes.datatype(tensor.onnxType)
            .ifPresent(datatype -> types.put(name, inferred(name, datatype, tensor)));
      }
    });
  }

  private static Inferred inferred(String name, Datatype datatype, TensorInfo tensor) {
    return new Inferred(
        new TensorMetadata(name, datatype, Shape.of(tensor.getShape())),
        Arrays.asList(tensor.getDimensionNames()));
  }

  /** Whether tensors of it can be taken from one part of a model and given to the next. */
  public static boolean canBePassedOn(Datatype datatype) {
    return OnnxTypes.canGoIn(datatype);
  }
}
