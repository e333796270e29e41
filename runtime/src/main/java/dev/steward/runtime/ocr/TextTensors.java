package dev.steward.runtime.ocr;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorLimits;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.image.ImageLimits;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.InferencePool.Place;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Images in and text out as tensors of the Open Inference Protocol.
 *
 * <p>In: {@code image} BYTES[n], each in base64. Out, one row for each line of all images: {@code
 * boxes} FP32[lines,4,2], {@code text} BYTES[lines], {@code scores} FP32[lines], and {@code image}
 * INT32[lines], which of the images it stands in.
 */
public final class TextTensors {

  private static final String IMAGE = "image";
  private static final Shape ROWS = Shape.of(-1);

  /** What goes in and comes out. */
  public static final Signature SIGNATURE =
      new Signature(
          List.of(new TensorMetadata(IMAGE, Datatype.BYTES, ROWS)),
          List.of(
              new TensorMetadata("boxes", Datatype.FP32, Shape.of(-1, 4, 2)),
              new TensorMetadata("text", Datatype.BYTES, ROWS),
              new TensorMetadata("scores", Datatype.FP32, ROWS),
              new TensorMetadata(IMAGE, Datatype.INT32, ROWS)));

  private TextTensors() {}

  /** Bounds that let the largest image pass, in base64. */
  public static TensorLimits limits(ImageLimits images) {
    return TensorLimits.DEFAULT.withTextLength((int) (Math.ceilDiv(images.bytes(), 3) * 4));
  }

  /**
   * Reads the images of a request, one after the other; one that can't be read refuses all.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  public static Outcome<List<Tensor>> infer(TextReader reader, InferRequest request, Place place)
      throws InterruptedException, ClientGoneException {
    var images = ((Tensor.Texts) request.inputs().getFirst()).values();
    var pages = new ArrayList<Page>();
    for (int i = 0; i < images.size(); i++) {
      var field = "inputs[0].data[" + i + "]";
      var read =
          switch (bytes(field, images.get(i))) {
            case Outcome.Refused<byte[]>(var refusal) -> Outcome.<Page>refused(refusal);
            case Outcome.Done<byte[]>(var bytes) -> reader.read(field, bytes, place);
          };
      switch (read) {
        case Outcome.Refused<Page>(var refusal) -> {
          return Outcome.refused(refusal);
        }
        case Outcome.Done<Page>(var page) -> pages.add(page);
      }
    }
    return Outcome.done(wanted(request, pages));
  }

  private static Outcome<byte[]> bytes(String field, String base64) {
    try {
      return Outcome.done(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.INVALID_TENSOR,
              new Violation(field, "it isn't base64", "send the image's bytes in base64")));
    }
  }

  private static List<Tensor> wanted(InferRequest request, List<Page> pages) {
    return tensors(pages).stream()
        .filter(tensor -> request.outputs().isEmpty() || request.outputs().contains(tensor.name()))
        .toList();
  }

  private static List<Tensor> tensors(List<Page> pages) {
    int lines = pages.stream().mapToInt(page -> page.lines().size()).sum();
    var boxes = numbers(lines * 8 * Float.BYTES);
    var scores = numbers(lines * Float.BYTES);
    var images = numbers(lines * Integer.BYTES);
    var texts = new ArrayList<String>();
    for (int image = 0; image < pages.size(); image++) {
      for (var line : pages.get(image).lines()) {
        for (var corner : line.place().corners()) {
          boxes.putFloat((float) corner.x()).putFloat((float) corner.y());
        }
        texts.add(line.text());
        scores.putFloat((float) line.score());
        images.putInt(image);
      }
    }
    var rows = Shape.of(lines);
    return List.of(
        new Tensor.Numbers("boxes", Datatype.FP32, Shape.of(lines, 4, 2), boxes.flip()),
        new Tensor.Texts("text", rows, texts),
        new Tensor.Numbers("scores", Datatype.FP32, rows, scores.flip()),
        new Tensor.Numbers(IMAGE, Datatype.INT32, rows, images.flip()));
  }

  private static ByteBuffer numbers(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
  }
}
