package dev.steward.runtime.ocr;

import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.OnnxDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Reads lines. */
final class Recognizer implements StripModel<CtcDecoder.Reading>, AutoCloseable {

  static final String FILE = "recognition.onnx";
  static final String CHARACTERS = "characters.txt";

  private static final int HEIGHT = 48;

  /** Lines are padded to a multiple of it, and to the width that the model was trained with. */
  private static final int MULTIPLE = 32;

  private static final int NARROWEST = 320;

  /** Longer lines are pressed together. */
  private static final int WIDEST = 3200;

  private final PictureModel model;
  private final Characters characters;

  private Recognizer(PictureModel model, Characters characters) {
    this.model = model;
    this.characters = characters;
  }

  static Recognizer load(Path folder, OnnxDevice device, int threads) throws LoadException {
    var list = folder.resolve(CHARACTERS);
    if (!java.nio.file.Files.isRegularFile(list)) {
      throw PictureModel.missing(CHARACTERS);
    }
    var characters = Characters.read(list);
    var model = PictureModel.load(folder.resolve(FILE), device, threads, 3);
    long classes = model.output().shape().dimension(2);
    if (classes >= 0 && classes != characters.classes()) {
      model.close();
      throw PictureModel.unsuitable(
          FILE,
          "knows %d characters, %s lists %d"
              .formatted(classes - 2, CHARACTERS, characters.classes() - 2));
    }
    return new Recognizer(model, characters);
  }

  @Override
  public int height() {
    return model.height(HEIGHT);
  }

  @Override
  public int width(Quad line) {
    int needed = Math.max(NARROWEST, Math.min(WIDEST, own(line)));
    return model.width(Math.ceilDiv(needed, MULTIPLE) * MULTIPLE);
  }

  private int own(Quad line) {
    return (int) Math.clamp(Math.ceil(height() * line.width() / line.height()), 1, WIDEST);
  }

  @Override
  public Outcome<List<CtcDecoder.Reading>> look(List<Strip> strips, Cancellation cancellation) {
    int width = width(strips.getFirst().line());
    var pictures = new ImageTensor(strips.size(), height(), width, Normalization.CENTERED);
    for (int i = 0; i < strips.size(); i++) {
      var line = strips.get(i).line();
      Cropping.crop(strips.get(i).image(), line, pictures, i, Math.min(width, own(line)));
    }
    return model
        .run(pictures, cancellation)
        .map(output -> {
          int steps = (int) output.shape().dimension(1);
          var probabilities = output.data().asFloatBuffer();
          int size = steps * characters.classes();
          return IntStream.range(0, strips.size())
              .mapToObj(i -> CtcDecoder.decode(probabilities, i * size, steps, characters))
              .toList();
        });
  }

  /** Whether what is read in a line depends on that line alone. */
  boolean independent() {
    return model.independent(height(), model.width(NARROWEST));
  }

  @Override
  public void close() {
    model.close();
  }
}
