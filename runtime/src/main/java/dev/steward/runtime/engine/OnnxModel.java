package dev.steward.runtime.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorMetadata;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An ONNX model ready to compute. Its runs may come from several threads at once. */
public final class OnnxModel implements TensorModel {

  private static final Logger LOG = LoggerFactory.getLogger(OnnxModel.class);

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Signature signature;
  private final InputMemories memories = new InputMemories();
  private final Gate gate = new Gate();

  private OnnxModel(OrtEnvironment environment, OrtSession session, Signature signature) {
    this.environment = environment;
    this.session = session;
    this.signature = signature;
  }

  /** What threads of a run do between the steps that they share. */
  enum Waiting {
    /** Sleep: their cores are others'. */
    ASLEEP,
    /** Spin: the next step begins at once, and nobody else has their cores meanwhile. */
    SPINNING
  }

  /** What becomes of the memory that a run needs besides the weights. */
  public enum Scratch {
    /** It is kept for the next run, which is faster. */
    KEPT,
    /** It is given back: of hundreds of models only those that compute need it. */
    GIVEN_BACK
  }

  /**
   * Loads a model file.
   *
   * @param threads that one run may use
   * @throws LoadException when it isn't a model that can be run here
   */
  public static OnnxModel load(Path file, int threads) throws LoadException {
    return load(file, threads, Scratch.KEPT);
  }

  /** The same with another use of memory; with one thread the engine makes none of its own. */
  public static OnnxModel load(Path file, int threads, Scratch scratch) throws LoadException {
    return load(file, threads, Waiting.ASLEEP, scratch);
  }

  static OnnxModel load(Path file, int threads, Waiting waiting) throws LoadException {
    return load(file, threads, waiting, Scratch.KEPT);
  }

  private static OnnxModel load(Path file, int threads, Waiting waiting, Scratch scratch)
      throws LoadException {
    try (var options = options(threads, waiting, scratch)) {
      return open(file, options);
    } catch (OrtException e) {
      throw LoadFaults.of(file, e);
    }
  }

  /**
   * Loads a model file for a GPU. What that has no operator for is computed on the CPU.
   *
   * @param threads that one run may use for that
   * @throws GpuException when no session can be had there
   * @throws LoadException when the model is at fault
   */
  static OnnxModel loadOnGpu(Path file, int threads, Scratch scratch, Device.Cuda gpu)
      throws GpuException, LoadException {
    try (var options = options(threads, Waiting.ASLEEP, scratch);
        var cuda = CudaSettings.of(gpu)) {
      options.addCUDA(cuda);
      return open(file, options);
    } catch (OrtException e) {
      throw GpuFaults.of(file, e);
    }
  }

  private static OnnxModel open(Path file, OrtSession.SessionOptions options)
      throws OrtException, LoadException {
    var environment = Engine.environment();
    var session = environment.createSession(file.toString(), options);
    try {
      return new OnnxModel(environment, session, signature(session));
    } catch (LoadException e) {
      session.close();
      throw e;
    }
  }

  private static OrtSession.SessionOptions options(int threads, Waiting waiting, Scratch scratch)
      throws OrtException {
    var options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    options.setCPUArenaAllocator(scratch == Scratch.KEPT);
    switch (waiting) {
      case ASLEEP -> options.addConfigEntry("session.intra_op.allow_spinning", "0");
      case SPINNING -> options.addConfigEntry("session.force_spinning_stop", "1");
    }
    return options;
  }

  private static Signature signature(OrtSession session) throws OrtException, LoadException {
    var inputs = new ArrayList<TensorMetadata>();
    for (var input : session.getInputInfo().values()) {
      if (!(input.getInfo() instanceof TensorInfo tensor)) {
        throw unsuitable("its input \"" + input.getName() + "\" is no tensor");
      }
      var datatype = OnnxTypes.datatype(tensor.onnxType);
      if (datatype.isEmpty() || !OnnxTypes.canGoIn(datatype.get())) {
        throw unsuitable(
            "its input \"%s\" is of type %s".formatted(input.getName(), tensor.onnxType));
      }
      inputs.add(metadata(input, tensor, datatype.get()));
    }
    var outputs = new ArrayList<TensorMetadata>();
    for (var output : session.getOutputInfo().values()) {
      if (output.getInfo() instanceof TensorInfo tensor) {
        OnnxTypes.datatype(tensor.onnxType)
            .ifPresent(datatype -> outputs.add(metadata(output, tensor, datatype)));
      }
    }
    if (outputs.isEmpty()) {
      throw unsuitable("none of its outputs is a tensor");
    }
    return new Signature(inputs, outputs);
  }

  private static TensorMetadata metadata(NodeInfo node, TensorInfo tensor, Datatype datatype) {
    return new TensorMetadata(node.getName(), datatype, Shape.of(tensor.getShape()));
  }

  private static LoadException unsuitable(String found) {
    return new LoadException(
        ErrorCode.MODEL_UNSUITABLE,
        "spec.model.uri",
        "the model can't be served: " + found,
        "export it with tensors of BOOL, UINT8, INT8 to INT64, FP16, BF16, FP32, FP64 or strings");
  }

  @Override
  public ModelFormat format() {
    return ModelFormat.ONNX;
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public Outcome<List<Tensor>> run(
      List<Tensor> inputs, List<String> wanted, Cancellation cancellation) {
    if (!gate.enter()) {
      return Outcome.refused(Refusal.of(ErrorCode.NO_REPLICA, "the model has been unloaded"));
    }
    try {
      return compute(inputs, wanted, cancellation);
    } finally {
      gate.leave();
    }
  }

  private Outcome<List<Tensor>> compute(
      List<Tensor> inputs, List<String> wanted, Cancellation cancellation) {
    var sent = new HashMap<String, OnnxTensor>();
    var memory = memories.take(inputs);
    try (var options = new OrtSession.RunOptions()) {
      for (var input : inputs) {
        sent.put(input.name(), OnnxTypes.toOnnx(environment, input, memory));
      }
      cancellation.during(() -> terminate(options));
      try (var result = session.run(sent, names(wanted), options)) {
        return Outcome.done(outputs(result));
      } finally {
        cancellation.after();
      }
    } catch (OrtException e) {
      return Outcome.refused(refusal(e, cancellation));
    } finally {
      sent.values().forEach(OnnxTensor::close);
      memories.giveBack(memory);
    }
  }

  private Set<String> names(List<String> wanted) {
    var names = new LinkedHashSet<>(wanted);
    if (names.isEmpty()) {
      signature.outputs().forEach(output -> names.add(output.name()));
    }
    return names;
  }

  private static List<Tensor> outputs(OrtSession.Result result) throws OrtException {
    var outputs = new ArrayList<Tensor>();
    for (Map.Entry<String, OnnxValue> output : result) {
      outputs.add(OnnxTypes.fromOnnx(output.getKey(), (OnnxTensor) output.getValue()));
    }
    return outputs;
  }

  private static void terminate(OrtSession.RunOptions options) {
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      LOG.warn("a run couldn't be broken off: {}", e.getMessage());
    }
  }

  private static Refusal refusal(OrtException e, Cancellation cancellation) {
    if (cancellation.cancelled()) {
      return Refusal.of(ErrorCode.DEADLINE_EXCEEDED, "the computation was broken off");
    }
    if (LoadFaults.outOfMemory(e)) {
      return Refusal.of(
          ErrorCode.OUT_OF_MEMORY,
          "the model needs more memory for this request than there is; send smaller tensors");
    }
    if (e.getCode() == OrtException.OrtErrorCode.ORT_INVALID_ARGUMENT) {
      return Refusal.of(
          ErrorCode.INVALID_TENSOR, "the model can't compute this: " + LoadFaults.told(e));
    }
    LOG.error("the model failed: {}", e.getMessage());
    return Refusal.of(ErrorCode.INTERNAL, "the model failed: " + LoadFaults.told(e));
  }

  /** Waits for runs that are underway: the engine crashes if its memory goes meanwhile. */
  @Override
  public void close() {
    if (!gate.close()) {
      return;
    }
    try {
      session.close();
    } catch (OrtException e) {
      LOG.warn("the model couldn't be released: {}", e.getMessage());
    }
  }
}
