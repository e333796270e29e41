package dev.steward.runtime.ocr;

import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.image.Bitmap;
import dev.steward.runtime.image.ImageDecoder;
import dev.steward.runtime.image.ImageHeader;
import dev.steward.runtime.image.ImageLimits;
import dev.steward.runtime.image.ImageMemory;
import dev.steward.runtime.image.Picture;
import dev.steward.runtime.ocr.CtcDecoder.Reading;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.InferencePool.Computation;
import dev.steward.runtime.pool.InferencePool.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the text in images. */
public final class TextReader implements AutoCloseable {

  /** Lines that are looked at in one run. */
  private static final int BATCH = 6;

  /** Readings that the model is less sure of are left out, as PaddleOCR does. */
  private static final double SURE_ENOUGH = 0.5;

  private final Detector detector;
  private final Optional<DirectionModel> direction;
  private final Recognizer recognizer;
  private final ImageDecoder decoder;
  private final ImageMemory memory;

  private TextReader(
      Detector detector,
      Optional<DirectionModel> direction,
      Recognizer recognizer,
      long imageBytes) {
    this.detector = detector;
    this.direction = direction;
    this.recognizer = recognizer;
    decoder = new ImageDecoder(ImageLimits.forMemory(imageBytes));
    memory = new ImageMemory(imageBytes);
  }

  /**
   * A reader of a folder's models.
   *
   * @param threads that one run may use
   * @param imageBytes memory that all images together may take
   * @throws LoadException when a model is missing or isn't what it should be
   */
  public static TextReader load(Path folder, int threads, long imageBytes) throws LoadException {
    if (!Files.isDirectory(folder)) {
      throw PictureModel.missing(Detector.FILE);
    }
    var detector = Detector.load(folder, threads);
    Optional<DirectionModel> direction = Optional.empty();
    try {
      if (Files.exists(folder.resolve(DirectionModel.FILE))) {
        direction = Optional.of(DirectionModel.load(folder, threads));
      }
      return new TextReader(detector, direction, Recognizer.load(folder, threads), imageBytes);
    } catch (LoadException e) {
      detector.close();
      direction.ifPresent(DirectionModel::close);
      throw e;
    }
  }

  /** The bounds of an image. */
  public ImageLimits limits() {
    return decoder.limits();
  }

  /**
   * Reads an image, in several runs of the pool.
   *
   * @param field where the client sent it, for messages
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  public Outcome<Page> read(String field, byte[] bytes, Place place)
      throws InterruptedException, ClientGoneException {
    return switch (decoder.header(field, bytes)) {
      case Outcome.Refused<ImageHeader>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<ImageHeader>(var header) -> {
        long needed = header.decodingBytes();
        if (!memory.take(needed, place.asked().deadline().left())) {
          yield Outcome.refused(place.asked().deadline().exceeded());
        }
        try {
          yield switch (place.run(cancellation -> decoder.decode(header, cancellation))) {
            case Outcome.Refused<Picture>(var refusal) -> Outcome.refused(refusal);
            case Outcome.Done<Picture>(var picture) -> page(picture, place::run);
          };
        } finally {
          memory.give(needed);
        }
      }
    };
  }

  /** Has all three models compute, on this thread; before any request, to see that they work. */
  public Outcome<List<TextLine>> warmUp() {
    var image = new Bitmap(320, 64, new byte[320 * 64 * Bitmap.CHANNELS]);
    var line = new Quad(new Point(0, 0), new Point(320, 0), new Point(320, 64), new Point(0, 64));
    try {
      return switch (detector.detect(image, new Cancellation())) {
        case Outcome.Refused<List<Quad>>(var refusal) -> Outcome.refused(refusal);
        case Outcome.Done<List<Quad>> done -> read(image, List.of(line), TextReader::here);
      };
    } catch (InterruptedException | ClientGoneException e) {
      throw new IllegalStateException("nobody waits for a warm-up", e);
    }
  }

  private static <T> Outcome<T> here(Computation<T> computation) {
    return computation.compute(new Cancellation());
  }

  /** Where something is computed. */
  private interface Runs {
    <T> Outcome<T> run(Computation<T> computation) throws InterruptedException, ClientGoneException;
  }

  private Outcome<Page> page(Picture picture, Runs runs)
      throws InterruptedException, ClientGoneException {
    var found =
        switch (runs.run(cancellation -> detector.detect(picture.kept(), cancellation))) {
          case Outcome.Refused<List<Quad>>(var refusal) -> Outcome.<List<TextLine>>refused(refusal);
          case Outcome.Done<List<Quad>>(var lines) -> read(picture.kept(), lines, runs);
        };
    return found.map(lines ->
        new Page(
            picture.width(),
            picture.height(),
            ReadingOrder.of(lines).stream().map(line -> line.scaled(picture.step())).toList()));
  }

  private Outcome<List<TextLine>> read(Bitmap image, List<Quad> lines, Runs runs)
      throws InterruptedException, ClientGoneException {
    return switch (directions(image, lines, runs)) {
      case Outcome.Refused<Directions>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Directions>(var directions) -> {
        var all = new ArrayList<>(directions.lines());
        directions.doubtful().forEach(alternative -> all.add(alternative.line()));
        yield readings(image, all, runs).map(found -> best(directions, found));
      }
    };
  }

  private Outcome<Directions> directions(Bitmap image, List<Quad> lines, Runs runs)
      throws InterruptedException, ClientGoneException {
    if (direction.isEmpty()) {
      return Outcome.done(Directions.asFound(lines));
    }
    var probabilities = new double[lines.size()];
    for (int from = 0; from < lines.size(); from += BATCH) {
      var batch = lines.subList(from, Math.min(lines.size(), from + BATCH));
      switch (runs.run(cancellation -> direction.get().upsideDown(image, batch, cancellation))) {
        case Outcome.Refused<double[]>(var refusal) -> {
          return Outcome.refused(refusal);
        }
        case Outcome.Done<double[]>(var found) ->
            System.arraycopy(found, 0, probabilities, from, found.length);
      }
    }
    return Outcome.done(Directions.of(lines, probabilities));
  }

  /** What is read in each line, in the order of the lines. */
  private Outcome<List<Reading>> readings(Bitmap image, List<Quad> lines, Runs runs)
      throws InterruptedException, ClientGoneException {
    var byWidth = new TreeMap<Integer, List<Integer>>();
    for (int i = 0; i < lines.size(); i++) {
      byWidth.computeIfAbsent(recognizer.width(lines.get(i)), w -> new ArrayList<>()).add(i);
    }
    var readings = new Reading[lines.size()];
    for (var alike : byWidth.values()) {
      for (int from = 0; from < alike.size(); from += BATCH) {
        var batch = alike.subList(from, Math.min(alike.size(), from + BATCH));
        var quads = batch.stream().map(lines::get).toList();
        switch (runs.run(cancellation -> recognizer.read(image, quads, cancellation))) {
          case Outcome.Refused<List<Reading>>(var refusal) -> {
            return Outcome.refused(refusal);
          }
          case Outcome.Done<List<Reading>>(var found) -> {
            for (int i = 0; i < batch.size(); i++) {
              readings[batch.get(i)] = found.get(i);
            }
          }
        }
      }
    }
    return Outcome.done(List.of(readings));
  }

  /** Of a doubtful line's two readings the one that the model is surer of. */
  private static List<TextLine> best(Directions directions, List<Reading> readings) {
    var lines = new ArrayList<TextLine>();
    int count = directions.lines().size();
    for (int i = 0; i < count; i++) {
      lines.add(line(directions.lines().get(i), readings.get(i)));
    }
    for (int i = 0; i < directions.doubtful().size(); i++) {
      var alternative = directions.doubtful().get(i);
      var other = line(alternative.line(), readings.get(count + i));
      if (other.score() > lines.get(alternative.index()).score()) {
        lines.set(alternative.index(), other);
      }
    }
    lines.removeIf(line -> line.score() < SURE_ENOUGH || line.text().isEmpty());
    return lines;
  }

  private static TextLine line(Quad place, Reading reading) {
    return new TextLine(reading.text().strip(), reading.score(), place);
  }

  @Override
  public void close() {
    detector.close();
    direction.ifPresent(DirectionModel::close);
    recognizer.close();
  }
}
