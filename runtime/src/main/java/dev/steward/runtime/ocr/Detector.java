package dev.steward.runtime.ocr;

import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.Cancellation;
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

  static Detector load(Path folder, int threads) throws LoadException {
    return new Detector(PictureModel.load(folder.resolve(FILE), threads, 4));
  }

  /** The rectangles of an image's lines, in no order. */
  Outcome<List<Quad>> detect(Bitmap image, Cancellation cancellation) {
    double scale = Math.min(1, (double) LONGEST_SIDE / Math.max(image.width(), image.height()));
    int width = side(image.width() * scale);
    int height = side(image.height() * scale);
    var picture = new ImageTensor(1, height, width, Normalization.IMAGENET);
    Resizing.resize(image, picture);
    double backX = (double) image.width() / width;
    double backY = (double) image.height() / height;
    return model
        .run(picture, cancellation)
        .map(output -> new ProbabilityMap(width, height, output.data().asFloatBuffer()))
        .map(map -> Regions.of(map).stream().map(quad -> quad.scaled(backX, backY)).toList());
  }

  private static int side(double pixels) {
    return Math.max(1, (int) Math.round(pixels / MULTIPLE)) * MULTIPLE;
  }

  @Override
  public void close() {
    model.close();
  }
}
