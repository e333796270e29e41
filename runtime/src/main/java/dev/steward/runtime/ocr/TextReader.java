package dev.steward.runtime.ocr;

import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.runtime.batch.Together;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.engine.OnnxDevice;
import dev.steward.runtime.image.Bitmap;
import dev.steward.runtime.image.ImageDecoder;
import dev.steward.runtime.image.ImageHeader;
import dev.steward.runtime.image.ImageLimits;
import dev.steward.runtime.image.ImageMemory;
import dev.steward.runtime.image.Picture;
import dev.steward.runtime.ocr.CtcDecoder.Reading;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.InferencePool.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the text in images.
 *
 * <p>Each image is decoded and searched by itself; its lines are looked at together with those of
 * other images that are here. All of it is computed by the pool.
 */
public final class TextReader implements AutoCloseable {

  /** Readings that the model is less sure of are left out, as PaddleOCR does. */
  private static final double SURE_ENOUGH = 0.5;

  private static final Duration CLIENT_CHECK = Duration.ofMillis(100);

  private final Detector detector;
  private final Optional<DirectionModel> direction;
  private final Recognizer recognizer;
  private final Optional<StripBatching<Double>> directions;
  private final StripBatching<Reading> readings;
  private final ImageDecoder decoder;
  private final ImageMemory memory;

  private TextReader(
      Detector detector,
      Optional<DirectionModel> direction,
      Recognizer recognizer,
      long imageBytes,
      Together together) {
    this.detector = detector;
    this.direction = direction;
    this.recognizer = recognizer;
    directions =
        direction.map(model -> new StripBatching<>(model, together.rows(model::independent)));
    readings = new StripBatching<>(recognizer, together.rows(recognizer::independent));
    decoder = new ImageDecoder(ImageLimits.forMemory(imageBytes));
    memory = new ImageMemory(imageBytes);
  }

  /**
   * A reader of a folder's models.
   *
   * @param device that computes them
   * @param threads that one run may use
   * @param imageBytes memory that all images together may take
   * @param together how many lines, of different images too, may be looked at together
   * @throws LoadException when a model is missing or isn't what it should be
   */
  public static TextReader load(
      Path folder, OnnxDevice device, int threads, long imageBytes, Together together)
      throws LoadException {
    if (!Files.isDirectory(folder)) {
      throw PictureModel.missing(Detector.FILE);
    }
    var detector = Detector.load(folder, device, threads);
    Optional<DirectionModel> direction = Optional.empty();
    try {
      if (Files.exists(folder.resolve(DirectionModel.FILE))) {
        direction = Optional.of(DirectionModel.load(folder, device, threads));
      }
      var recognizer = Recognizer.load(folder, device, threads);
      return new TextReader(detector, direction, recognizer, imageBytes, together);
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
        try (var claim = memory.claim(header.decodingBytes())) {
          yield granted(claim, place.asked())
              ? decoded(header, place)
              : Outcome.refused(place.asked().deadline().exceeded());
        }
      }
    };
  }

  /** Waits as long as the request does. */
  private static boolean granted(ImageMemory.Claim claim, Asked asked)
      throws InterruptedException, ClientGoneException {
    while (!asked.deadline().passed()) {
      var left = asked.deadline().left();
      if (claim.await(left.compareTo(CLIENT_CHECK) < 0 ? left : CLIENT_CHECK)) {
        return true;
      }
      if (asked.client().gone()) {
        throw new ClientGoneException();
      }
    }
    return false;
  }

  private Outcome<Page> decoded(ImageHeader header, Place place)
      throws InterruptedException, ClientGoneException {
    int effort = Effort.decoding(header.pixels());
    return switch (place.run(cancellation -> decoder.decode(header, cancellation), effort)) {
      case Outcome.Refused<Picture>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Picture>(var picture) -> page(picture, place);
    };
  }

  /** Has all three models compute, on this thread; before any request, to see that they work. */
  public Outcome<List<TextLine>> warmUp() {
    var image = new Bitmap(320, 64, new byte[320 * 64 * Bitmap.CHANNELS]);
    var line = new Quad(new Point(0, 0), new Point(320, 0), new Point(320, 64), new Point(0, 64));
    var strips = List.of(new Strip(image, line));
    var cancellation = new Cancellation();
    return detector
        .detect(image, cancellation)
        .then(quads ->
            direction
                .map(model -> model.look(strips, cancellation))
                .orElseGet(() -> Outcome.done(List.of())))
        .then(directed -> recognizer.look(strips, cancellation))
        .map(read -> List.of(line(line, read.getFirst())));
  }

  private Outcome<Page> page(Picture picture, Place place)
      throws InterruptedException, ClientGoneException {
    var image = picture.kept();
    int effort = Detector.effort(image);
    var found =
        switch (place.run(cancellation -> detector.detect(image, cancellation), effort)) {
          case Outcome.Refused<List<Quad>>(var refusal) -> Outcome.<List<TextLine>>refused(refusal);
          case Outcome.Done<List<Quad>>(var lines) ->
              lines.isEmpty() ? Outcome.done(List.<TextLine>of()) : read(image, lines, place);
        };
    return found.map(lines ->
        new Page(
            picture.width(),
            picture.height(),
            ReadingOrder.of(lines).stream().map(line -> line.scaled(picture.step())).toList()));
  }

  /** What stands in the lines of an image, of which there is one at least. */
  private Outcome<List<TextLine>> read(Bitmap image, List<Quad> lines, Place place)
      throws InterruptedException, ClientGoneException {
    return switch (directions(image, lines, place)) {
      case Outcome.Refused<Directions>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Directions>(var directions) -> {
        var all = new ArrayList<>(directions.lines());
        directions.doubtful().forEach(alternative -> all.add(alternative.line()));
        yield place.run(readings, strips(image, all)).map(found -> best(directions, found));
      }
    };
  }

  private Outcome<Directions> directions(Bitmap image, List<Quad> lines, Place place)
      throws InterruptedException, ClientGoneException {
    return directions.isEmpty()
        ? Outcome.done(Directions.asFound(lines))
        : place
            .run(directions.get(), strips(image, lines))
            .map(upsideDown -> Directions.of(lines, upsideDown));
  }

  private static List<Strip> strips(Bitmap image, List<Quad> lines) {
    return lines.stream().map(line -> new Strip(image, line)).toList();
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
