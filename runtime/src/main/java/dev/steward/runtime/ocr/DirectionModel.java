package dev.steward.runtime.ocr;

import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.OnnxDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Tells how probable it is that lines stand on their heads: from 0 to 1 for each. */
final class DirectionModel implements StripModel<Double>, AutoCloseable {

  static final String FILE = "direction.onnx";

  private static final int HEIGHT = 48;
  private static final int WIDTH = 192;

  private final PictureModel model;

  private DirectionModel(PictureModel model) {
    this.model = model;
  }

  static DirectionModel load(Path folder, OnnxDevice device, int threads) throws LoadException {
    return new DirectionModel(PictureModel.load(folder.resolve(FILE), device, threads, 2));
  }

  @Override
  public int height() {
    return model.height(HEIGHT);
  }

  @Override
  public int width(Quad line) {
    return model.width(WIDTH);
  }

  @Override
  public Outcome<List<Double>> look(List<Strip> strips, Cancellation cancellation) {
    int height = height();
    int width = model.width(WIDTH);
    var pictures = new ImageTensor(strips.size(), height, width, Normalization.CENTERED);
    for (int i = 0; i < strips.size(); i++) {
      var line = strips.get(i).line();
      long wanted = Math.round(height * line.width() / line.height());
      Cropping.crop(strips.get(i).image(), line, pictures, i, Math.clamp(wanted, 1, width));
    }
    return model
        .run(pictures, cancellation)
        .map(output -> {
          var probabilities = output.data().asFloatBuffer();
          return IntStream.range(0, strips.size())
              .mapToObj(i -> (double) probabilities.get(2 * i + 1))
              .toList();
        });
  }

  /** Whether what it says of a line depends on that line alone. */
  boolean independent() {
    return model.independent(height(), model.width(WIDTH));
  }

  @Override
  public void close() {
    model.close();
  }
}
