package dev.steward.runtime.ocr;

import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.image.Bitmap;
import java.nio.file.Path;
import java.util.List;

/** Reads lines. */
final class Recognizer implements AutoCloseable {

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

  static Recognizer load(Path folder, int threads) throws LoadException {
    var list = folder.resolve(CHARACTERS);
    if (!java.nio.file.Files.isRegularFile(list)) {
      throw PictureModel.missing(CHARACTERS);
    }
    var characters = Characters.read(list);
    var model = PictureModel.load(folder.resolve(FILE), threads, 3);
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

  /** The width of the picture in which a line is read; lines of one width can be read together. */
  int width(Quad line) {
    int needed = Math.max(NARROWEST, Math.min(WIDEST, own(line)));
    return model.width(Math.ceilDiv(needed, MULTIPLE) * MULTIPLE);
  }

  private int own(Quad line) {
    return (int)
        Math.clamp(Math.ceil(model.height(HEIGHT) * line.width() / line.height()), 1, WIDEST);
  }

  /** Reads lines of one width. */
  Outcome<List<CtcDecoder.Reading>> read(
      Bitmap image, List<Quad> lines, Cancellation cancellation) {
    int width = width(lines.getFirst());
    var pictures =
        new ImageTensor(lines.size(), model.height(HEIGHT), width, Normalization.CENTERED);
    for (int i = 0; i < lines.size(); i++) {
      Cropping.crop(image, lines.get(i), pictures, i, Math.min(width, own(lines.get(i))));
    }
    return model
        .run(pictures, cancellation)
        .map(output -> {
          int steps = (int) output.shape().dimension(1);
          var probabilities = output.data().asFloatBuffer();
          int size = steps * characters.classes();
          return java.util.stream.IntStream.range(0, lines.size())
              .mapToObj(i -> CtcDecoder.decode(probabilities, i * size, steps, characters))
              .toList();
        });
  }

  @Override
  public void close() {
    model.close();
  }
}
