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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A classifier of tokens asked with tensors.
 *
 * <p>In: {@code text} BYTES[n]. Out, one row for each entity of all texts: {@code entity}
 * BYTES[entities], its class; {@code score} FP32[entities]; {@code word} BYTES[entities]; {@code
 * start} and {@code end} INT32[entities], in Unicode characters; and {@code text} INT32[entities],
 * which of the texts it stands in.
 */
public final class EntityTensors {

  private static final String TEXT = "text";
  private static final Shape ROWS = Shape.of(-1);

  /** What goes in and comes out. */
  public static final Signature SIGNATURE =
      new Signature(
          List.of(new TensorMetadata(TEXT, Datatype.BYTES, ROWS)),
          List.of(
              new TensorMetadata("entity", Datatype.BYTES, ROWS),
              new TensorMetadata("score", Datatype.FP32, ROWS),
              new TensorMetadata("word", Datatype.BYTES, ROWS),
              new TensorMetadata("start", Datatype.INT32, ROWS),
              new TensorMetadata("end", Datatype.INT32, ROWS),
              new TensorMetadata(TEXT, Datatype.INT32, ROWS)));

  private EntityTensors() {}

  /**
   * Finds entities.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  public static Outcome<List<Tensor>> infer(
      TokenClassifier classifier, InferRequest request, InferencePool.Place place)
      throws InterruptedException, ClientGoneException {
    var texts = ((Tensor.Texts) request.inputs().getFirst()).values();
    return texts.isEmpty()
        ? Outcome.done(wanted(request, List.of()))
        : classifier.read(texts, Grouping.SIMPLE, place).map(read -> wanted(request, read.texts()));
  }

  private static List<Tensor> wanted(InferRequest request, List<TokenClassifier.Found> found) {
    return tensors(found).stream()
        .filter(tensor -> request.outputs().isEmpty() || request.outputs().contains(tensor.name()))
        .toList();
  }

  private static List<Tensor> tensors(List<TokenClassifier.Found> found) {
    int count = found.stream().mapToInt(each -> each.entities().size()).sum();
    var labels = new ArrayList<String>();
    var words = new ArrayList<String>();
    var scores = numbers(count);
    var starts = numbers(count);
    var ends = numbers(count);
    var texts = numbers(count);
    for (int text = 0; text < found.size(); text++) {
      for (var entity : found.get(text).entities()) {
        labels.add(entity.label());
        words.add(entity.word());
        scores.putFloat(entity.score());
        starts.putInt(entity.start());
        ends.putInt(entity.end());
        texts.putInt(text);
      }
    }
    var rows = Shape.of(count);
    return List.of(
        new Tensor.Texts("entity", rows, labels),
        new Tensor.Numbers("score", Datatype.FP32, rows, scores.flip()),
        new Tensor.Texts("word", rows, words),
        new Tensor.Numbers("start", Datatype.INT32, rows, starts.flip()),
        new Tensor.Numbers("end", Datatype.INT32, rows, ends.flip()),
        new Tensor.Numbers(TEXT, Datatype.INT32, rows, texts.flip()));
  }

  /** Each number has four bytes. */
  private static ByteBuffer numbers(int count) {
    return ByteBuffer.allocate(count * Integer.BYTES).order(ByteOrder.nativeOrder());
  }
}
