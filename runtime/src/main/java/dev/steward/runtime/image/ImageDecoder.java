package dev.steward.runtime.image;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.runtime.engine.Cancellation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads images, within limits, with the readers of Java's Image I/O. */
public final class ImageDecoder {

  private static final Logger LOG = LoggerFactory.getLogger(ImageDecoder.class);

  /** Where a bitmap's compression stands; values from 4 on hold an image of another format. */
  private static final int BMP_COMPRESSION = 30;

  private static final int BMP_LAST_OWN_COMPRESSION = 3;

  private final ImageLimits limits;

  public ImageDecoder(ImageLimits limits) {
    this.limits = limits;
  }

  /** The bounds it keeps to. */
  public ImageLimits limits() {
    return limits;
  }

  /**
   * Reads the header alone, and refuses what is no image or too large a one.
   *
   * @param field where the client sent it, for messages
   */
  public Outcome<ImageHeader> header(String field, byte[] bytes) {
    if (bytes.length == 0) {
      return unreadable(field, "it is empty");
    }
    if (bytes.length > limits.bytes()) {
      return tooLarge(field, bytes.length + " bytes", limits.bytes() + " bytes");
    }
    var format = ImageFormat.of(bytes);
    if (format.isEmpty()) {
      return unreadable(field, "these bytes are none of " + ImageFormat.names());
    }
    var problem =
        switch (format.get()) {
          case JPEG -> JpegMarkers.problem(bytes);
          case BMP -> nested(bytes);
          case PNG, GIF, WEBP -> Optional.<String>empty();
        };
    return problem
        .map(told -> ImageDecoder.<ImageHeader>unreadable(field, told))
        .orElseGet(() -> measured(field, format.get(), bytes));
  }

  /** A bitmap may hold a PNG or JPEG, of which its own header says nothing true. */
  private static Optional<String> nested(byte[] bmp) {
    return bmp.length > BMP_COMPRESSION && bmp[BMP_COMPRESSION] > BMP_LAST_OWN_COMPRESSION
        ? Optional.of("a BMP that holds an image of another format isn't read")
        : Optional.empty();
  }

  private Outcome<ImageHeader> measured(String field, ImageFormat format, byte[] bytes) {
    var reader = reader(format);
    try (var stream = stream(bytes, new Cancellation())) {
      reader.setInput(stream, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      long pixels = (long) width * height;
      long most = format == ImageFormat.WEBP ? limits.keptPixels() : limits.pixels();
      if (width < 1 || height < 1) {
        return unreadable(field, "it has no pixels");
      }
      if (pixels > most) {
        return tooLarge(field, width + " by " + height + " pixels", most + " pixels");
      }
      return Outcome.done(new ImageHeader(field, format, bytes, width, height, step(pixels)));
    } catch (IOException | RuntimeException e) {
      return unreadable(field, format, e);
    } finally {
      reader.dispose();
    }
  }

  private int step(long pixels) {
    return (int) Math.ceil(Math.sqrt((double) pixels / limits.keptPixels()));
  }

  /**
   * Decodes; ends soon after {@code cancellation} is given. Takes {@link ImageHeader#decodingBytes}
   * of memory and computes: not for the thread of a request.
   */
  public Outcome<Picture> decode(ImageHeader header, Cancellation cancellation) {
    var reader = reader(header.format());
    try (var stream = stream(header.bytes(), cancellation)) {
      reader.setInput(stream, true, true);
      reader.addIIOReadProgressListener(new AbortWhenCancelled(cancellation));
      var parameters = reader.getDefaultReadParam();
      parameters.setSourceSubsampling(header.step(), header.step(), 0, 0);
      var image = reader.read(0, parameters);
      if (cancellation.cancelled()) {
        return Outcome.refused(
            Refusal.of(ErrorCode.DEADLINE_EXCEEDED, "the computation was broken off"));
      }
      return Outcome.done(upright(header, image));
    } catch (IOException | RuntimeException e) {
      return unreadable(header.field(), header.format(), e);
    } finally {
      reader.dispose();
    }
  }

  private static Picture upright(ImageHeader header, BufferedImage image) {
    var orientation =
        header.format() == ImageFormat.JPEG
            ? JpegMarkers.orientation(header.bytes())
            : Orientation.TOP_LEFT;
    var seen = orientation.upright(Pixels.of(image));
    return orientation.swapsAxes()
        ? new Picture(seen, header.height(), header.width(), header.step())
        : new Picture(seen, header.width(), header.height(), header.step());
  }

  private static ImageReader reader(ImageFormat format) {
    return ImageIO.getImageReadersByFormatName(format.reader()).next();
  }

  /** Gives no more bytes once the work on them is cancelled. */
  private static ImageInputStream stream(byte[] bytes, Cancellation cancellation) {
    return new MemoryCacheImageInputStream(
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return cancellation.cancelled() ? -1 : super.read(into, offset, length);
          }
        });
  }

  private static <T> Outcome<T> tooLarge(String field, String found, String most) {
    return Outcome.refused(
        Refusal.of(
            ErrorCode.REQUEST_TOO_LARGE,
            new Violation(field, "an image of " + found, "send one of at most " + most)));
  }

  /** What decoders throw at rubbish is of any kind; a client is told no more than that. */
  private static <T> Outcome<T> unreadable(String field, ImageFormat format, Exception e) {
    LOG.debug("{} can't be decoded: {}", format, e.toString());
    return unreadable(field, "it can't be decoded as " + format + "; it may be cut or damaged");
  }

  private static <T> Outcome<T> unreadable(String field, String problem) {
    return Outcome.refused(
        Refusal.of(
            ErrorCode.UNREADABLE_IMAGE,
            new Violation(field, problem, "send a whole image: " + ImageFormat.names())));
  }

  /** Tells a reader to stop, from the reader's own thread, as it must be. */
  private record AbortWhenCancelled(Cancellation cancellation) implements IIOReadProgressListener {

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
      if (cancellation.cancelled()) {
        source.abort();
      }
    }

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void imageStarted(ImageReader source, int imageIndex) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percentageDone) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}

    @Override
    public void readAborted(ImageReader source) {}
  }
}
