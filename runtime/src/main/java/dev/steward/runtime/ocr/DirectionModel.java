package dev.steward.runtime.ocr;

import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.image.Bitmap;
import java.nio.file.Path;
import java.util.List;

/** Tells how probable it is that lines stand on their heads. */
final class DirectionModel implements AutoCloseable {

  static final String FILE = "direction.onnx";

  private static final int HEIGHT = 48;
  private static final int WIDTH = 192;

  private final PictureModel model;

  private DirectionModel(PictureModel model) {
    this.model = model;
  }

  static DirectionModel load(Path folder, int threads) throws LoadException {
    return new DirectionModel(PictureModel.load(folder.resolve(FILE), threads, 2));
  }

  /** For each line its probability, from 0 to 1. */
  Outcome<double[]> upsideDown(Bitmap image, List<Quad> lines, Cancellation cancellation) {
    int height = model.height(HEIGHT);
    int width = model.width(WIDTH);
    var pictures = new ImageTensor(lines.size(), height, width, Normalization.CENTERED);
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      long wanted = Math.round(height * line.width() / line.height());
      Cropping.crop(image, line, pictures, i, Math.clamp(wanted, 1, width));
    }
    return model
        .run(pictures, cancellation)
        .map(output -> {
          var probabilities = output.data().asFloatBuffer();
          var found = new double[lines.size()];
          for (int i = 0; i < found.length; i++) {
            found[i] = probabilities.get(2 * i + 1);
          }
          return found;
        });
  }

  @Override
  public void close() {
    model.close();
  }
}
