package dev.steward.runtime.classify;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.text.Texts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A classifier asked with tensors: {@code text} BYTES[n] to {@code label} BYTES[n] and {@code
 * score} FP32[n] of the likeliest class, and {@code scores} FP32[n,classes] of all.
 */
public final class ClassTensors {

  private ClassTensors() {}

  /** What it takes and gives. */
  public static Signature signature(int classes) {
    var open = Shape.of(-1);
    return new Signature(
        List.of(new TensorMetadata("text", Datatype.BYTES, open)),
        List.of(
            new TensorMetadata("label", Datatype.BYTES, open),
            new TensorMetadata("score", Datatype.FP32, open),
            new TensorMetadata("scores", Datatype.FP32, Shape.of(-1, classes))));
  }

  /**
   * Classifies.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  public static Outcome<List<Tensor>> infer(
      TextClassifier classifier, InferRequest request, InferencePool.Place place)
      throws InterruptedException, ClientGoneException {
    var texts = ((Tensor.Texts) request.inputs().getFirst()).values();
    var names = classifier.labels().names();
    if (texts.isEmpty()) {
      return Outcome.done(wanted(request, outputs(List.of(), names)));
    }
    return classifier
        .classify(Texts.of(texts), place)
        .map(classified -> wanted(request, outputs(classified.scores(), names)));
  }

  private static List<Tensor> outputs(List<float[]> rows, List<String> names) {
    var labels = new ArrayList<String>();
    var best = floats(rows.size());
    var all = floats(rows.size() * names.size());
    for (var scores : rows) {
      int first = TextClassifier.order(scores).getFirst();
      labels.add(names.get(first));
      best.putFloat(scores[first]);
      for (float score : scores) {
        all.putFloat(score);
      }
    }
    return List.of(
        new Tensor.Texts("label", Shape.of(rows.size()), labels),
        new Tensor.Numbers("score", Datatype.FP32, Shape.of(rows.size()), best.flip()),
        new Tensor.Numbers(
            "scores", Datatype.FP32, Shape.of(rows.size(), names.size()), all.flip()));
  }

  private static ByteBuffer floats(int count) {
    return ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  private static List<Tensor> wanted(InferRequest request, List<Tensor> outputs) {
    return request.outputs().isEmpty()
        ? outputs
        : request.outputs().stream()
            .map(name ->
                outputs.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow())
            .toList();
  }
}
