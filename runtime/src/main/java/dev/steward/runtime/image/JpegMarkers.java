package dev.steward.runtime.image;

import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What the markers of a JPEG file say besides its pixels. */
final class JpegMarkers {

  /**
   * A progressive image has some ten scans. Each goes over all pixels and may have a few bytes, so
   * that thousands of them would compute for hours.
   */
  static final int MOST_SCANS = 100;

  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;

  private JpegMarkers() {}

  /** Why it can't be decoded, if these markers show it already. */
  static Optional<String> problem(byte[] jpeg) {
    int scans = 0;
    boolean ended = false;
    // In compressed data 0xFF is always followed by 0 or by a restart marker.
    for (int i = 2; i + 1 < jpeg.length; i++) {
      if ((jpeg[i] & 0xFF) == 0xFF) {
        int marker = jpeg[i + 1] & 0xFF;
        ended = marker == END_OF_IMAGE || (ended && marker != START_OF_SCAN);
        scans += marker == START_OF_SCAN ? 1 : 0;
      }
    }
    if (scans > MOST_SCANS) {
      return Optional.of("it has " + scans + " scans, at most " + MOST_SCANS + " are read");
    }
    return ended ? Optional.empty() : Optional.of("it ends too early");
  }

  /** How the camera was held; upright where the file doesn't say, or not readably. */
  static Orientation orientation(byte[] jpeg) {
    try (var stream = new ByteArrayImageInputStream(jpeg)) {
      for (var segment : exif(stream)) {
        try (var tiff = segment.data()) {
          // After "Exif", a zero comes one byte of padding.
          tiff.skipNBytes(1);
          return orientation(new ByteArrayImageInputStream(tiff.readAllBytes()));
        }
      }
    } catch (IOException | RuntimeException e) {
      // What a camera adds to an image is no reason not to read it.
      return Orientation.TOP_LEFT;
    }
    return Orientation.TOP_LEFT;
  }

  private static List<JPEGSegment> exif(ByteArrayImageInputStream stream) throws IOException {
    return JPEGSegmentUtil.readSegments(stream, JPEG.APP1, "Exif");
  }

  private static Orientation orientation(ByteArrayImageInputStream tiff) throws IOException {
    Directory directory = new TIFFReader().read(tiff);
    var entry = directory.getEntryById(TIFF.TAG_ORIENTATION);
    return entry != null && entry.getValue() instanceof Number number
        ? Orientation.of(number.intValue())
        : Orientation.TOP_LEFT;
  }
}
