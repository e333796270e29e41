package dev.steward.runtime.ocr;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.OnnxDevice;
import dev.steward.runtime.engine.OnnxModel;
import dev.steward.runtime.engine.OnnxModel.Scratch;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.image.Bitmap;
import dev.steward.runtime.rows.RowCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A model that takes pictures and gives numbers.
 *
 * @param input FP32: pictures, channels, rows, columns
 * @param output FP32
 */
record PictureModel(String file, OnnxModel model, TensorMetadata input, TensorMetadata output)
    implements AutoCloseable {

  /**
   * Loads it.
   *
   * @param outputRank how many dimensions its output must have
   * @throws LoadException when it isn't there, or is another kind of model
   */
  static PictureModel load(Path path, OnnxDevice device, int threads, int outputRank)
      throws LoadException {
    var file = String.valueOf(path.getFileName());
    if (!Files.isRegularFile(path)) {
      throw missing(file);
    }
    var model = device.open(path, threads, Scratch.KEPT);
    var signature = model.signature();
    var input = signature.inputs().getFirst();
    var output = signature.outputs().getFirst();
    if (signature.inputs().size() != 1
        || input.datatype() != Datatype.FP32
        || input.shape().rank() != 4
        || !takes(input.shape().dimension(1), Bitmap.CHANNELS)
        || output.datatype() != Datatype.FP32
        || output.shape().rank() != outputRank) {
      model.close();
      throw unsuitable(
          file,
          "takes %s and gives %s"
              .formatted(Signature.list(signature.inputs()), Signature.list(signature.outputs())));
    }
    return new PictureModel(file, model, input, output);
  }

  static LoadException missing(String file) {
    return new LoadException(
        ErrorCode.MODEL_MISSING,
        "spec.model.uri",
        "the folder has no " + file,
        "task ImageText needs detection.onnx, recognition.onnx and characters.txt, and takes"
            + " direction.onnx");
  }

  static LoadException unsuitable(String file, String problem) {
    return new LoadException(
        ErrorCode.MODEL_UNSUITABLE,
        "spec.model.task",
        file + " can't do its part of ImageText: it " + problem,
        "put there a model of PP-OCR as ONNX");
  }

  private static boolean takes(long dimension, long length) {
    return dimension < 0 || dimension == length;
  }

  /** The rows its input must have; {@code usual} where it leaves them open. */
  int height(int usual) {
    long height = input.shape().dimension(2);
    return height > 0 ? (int) height : usual;
  }

  /** Likewise the columns. */
  int width(int usual) {
    long width = input.shape().dimension(3);
    return width > 0 ? (int) width : usual;
  }

  /**
   * Whether it looks at each picture by itself, found out by trying: with two of that size, one of
   * zeros and one of ones.
   */
  boolean independent(int height, int width) {
    var sized = new TensorMetadata(input.name(), input.datatype(), sizes(height, width));
    return RowCheck.independent(
        new Signature(List.of(sized), List.of(output)),
        pictures -> model.run(pictures, List.of(output.name()), new Cancellation()));
  }

  private static Shape sizes(int height, int width) {
    return Shape.of(-1, Bitmap.CHANNELS, height, width);
  }

  Outcome<Tensor.Numbers> run(ImageTensor pictures, Cancellation cancellation) {
    return model
        .run(List.of(pictures.named(input.name())), List.of(output.name()), cancellation)
        .map(outputs -> (Tensor.Numbers) outputs.getFirst());
  }

  @Override
  public void close() {
    model.close();
  }
}
