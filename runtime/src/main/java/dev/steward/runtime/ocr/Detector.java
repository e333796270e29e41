package dev.steward.runtime.ocr;

import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.OnnxDevice;
import dev.steward.runtime.image.Bitmap;
import java.nio.file.Path;
import java.util.List;

/** Finds where in an image text stands. */
final class Detector implements AutoCloseable {

  static final String FILE = "detection.onnx";

  /** The model halves its input five times. */
  private static final int MULTIPLE = 32;

  /**
   * Larger images are looked at in this size. PaddleOCR has 960; with 1280 the letters of a page of
   * print are found more surely, for twice the time.
   */
  private static final int LONGEST_SIDE = 1280;

  private final PictureModel model;

  private Detector(PictureModel model) {
    this.model = model;
  }

  static Detector load(Path folder, OnnxDevice device, int threads) throws LoadException {
    return new Detector(PictureModel.load(folder.resolve(FILE), device, threads, 4));
  }

  /** The rectangles of an image's lines, in no order. */
  Outcome<List<Quad>> detect(Bitmap image, Cancellation cancellation) {
    var looked = new Looked(image);
    var picture = new ImageTensor(1, looked.height, looked.width, Normalization.IMAGENET);
    Resizing.resize(image, picture);
    double backX = (double) image.width() / looked.width;
    double backY = (double) image.height() / looked.height;
    return model
        .run(picture, cancellation)
        .map(output ->
            new ProbabilityMap(looked.width, looked.height, output.data().asFloatBuffer()))
        .map(map -> Regions.of(map).stream().map(quad -> quad.scaled(backX, backY)).toList());
  }

  /** What it costs to look at an image. */
  static int effort(Bitmap image) {
    var looked = new Looked(image);
    return Effort.looking((long) looked.width * looked.height);
  }

  /** The size in which an image is looked at. */
  private record Looked(int width, int height) {
    Looked(Bitmap image) {
      this(image, Math.min(1, (double) LONGEST_SIDE / Math.max(image.width(), image.height())));
    }

    private Looked(Bitmap image, double scale) {
      this(side(image.width() * scale), side(image.height() * scale));
    }
  }

  private static int side(double pixels) {
    return Math.max(1, (int) Math.round(pixels / MULTIPLE)) * MULTIPLE;
  }

  @Override
  public void close() {
    model.close();
  }
}
