package dev.steward.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.runtime.engine.Cancellation;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

  private static final int RED = 0xFFFF0000;
  private static final int BLUE = 0xFF0000FF;

  private final ImageDecoder decoder =
      new ImageDecoder(new ImageLimits(1 << 20, 1_000_000, 250_000));

  private Outcome<Picture> outcome(byte[] bytes) {
    return decoder.header("body", bytes).then(header -> decoder.decode(header, new Cancellation()));
  }

  private Picture decoded(byte[] bytes) {
    return switch (outcome(bytes)) {
      case Outcome.Done<Picture>(var picture) -> picture;
      case Outcome.Refused<Picture>(var refusal) -> throw new AssertionError(refusal);
    };
  }

  private Refusal refused(byte[] bytes) {
    return switch (outcome(bytes)) {
      case Outcome.Done<Picture> done -> throw new AssertionError(done);
      case Outcome.Refused<Picture>(var refusal) -> refusal;
    };
  }

  private static void assertColour(Picture picture, int x, int y, int rgb) {
    var bitmap = picture.kept();
    for (int channel = 0; channel < 3; channel++) {
      int found = bitmap.rgb()[bitmap.offset(x, y) + channel] & 0xFF;
      int wanted = (rgb >> (8 * (2 - channel))) & 0xFF;
      assertThat(Math.abs(found - wanted)).as("%d,%d: %d", x, y, found).isLessThan(12);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "png, TYPE_INT_RGB",
    "png, TYPE_INT_ARGB",
    "png, TYPE_BYTE_INDEXED",
    "jpeg, TYPE_INT_RGB",
    "gif, TYPE_BYTE_INDEXED",
    "bmp, TYPE_INT_RGB",
    "bmp, TYPE_USHORT_555_RGB"
  })
  void each_format_has_its_colours(String format, String type) throws Exception {
    int number = BufferedImage.class.getField(type).getInt(null);
    var picture = decoded(Images.encoded(Images.halves(number, 40, 16, RED, BLUE), format));
    assertThat(picture.width()).isEqualTo(40);
    assertThat(picture.height()).isEqualTo(16);
    assertColour(picture, 4, 8, RED);
    assertColour(picture, 36, 8, BLUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TYPE_BYTE_GRAY", "TYPE_USHORT_GRAY", "TYPE_BYTE_BINARY"})
  void grey_and_black_are_three_equal_channels(String type) throws Exception {
    int number = BufferedImage.class.getField(type).getInt(null);
    var picture =
        decoded(Images.encoded(Images.halves(number, 40, 16, 0xFF000000, 0xFFFFFFFF), "png"));
    assertColour(picture, 4, 8, 0);
    assertColour(picture, 36, 8, 0xFFFFFF);
  }

  @Test
  void what_is_transparent_is_white() {
    var image = Images.halves(BufferedImage.TYPE_INT_ARGB, 40, 16, 0, 0x80000000);
    var picture = decoded(Images.encoded(image, "png"));
    assertColour(picture, 4, 8, 0xFFFFFF);
    assertColour(picture, 36, 8, 0x7F7F7F);
  }

  @Test
  void a_jpeg_of_four_inks_is_read() {
    // As Adobe's programs write them: 255 is no ink.
    var paper = Images.fourInks(16, 16, new int[] {255, 255, 255, 255});
    assertColour(decoded(paper), 8, 8, 0xFFFFFF);
    assertColour(decoded(Images.fourInks(16, 16, new int[] {255, 255, 255, 0})), 8, 8, 0);
  }

  @Test
  void webp_is_read() {
    assertThat(decoded(Images.webp()).width()).isEqualTo(1);
  }

  @Test
  void one_pixel_is_an_image() {
    var image = Images.halves(BufferedImage.TYPE_INT_RGB, 1, 1, RED, RED);
    assertColour(decoded(Images.encoded(image, "png")), 0, 0, RED);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 40, 20, 2, 10, 38, 10",
    "2, 40, 20, 38, 10, 2, 10",
    "3, 40, 20, 38, 10, 2, 10",
    "4, 40, 20, 2, 10, 38, 10",
    "5, 20, 40, 10, 2, 10, 38",
    "6, 20, 40, 10, 2, 10, 38",
    "7, 20, 40, 10, 38, 10, 2",
    "8, 20, 40, 10, 38, 10, 2"
  })
  void an_image_is_turned_as_the_camera_was(
      int orientation, int width, int height, int redX, int redY, int blueX, int blueY) {
    var jpeg = Images.encoded(Images.halves(BufferedImage.TYPE_INT_RGB, 40, 20, RED, BLUE), "jpeg");
    var picture = decoded(Images.held(jpeg, orientation));
    assertThat(picture.width()).isEqualTo(width);
    assertThat(picture.height()).isEqualTo(height);
    assertColour(picture, redX, redY, RED);
    assertColour(picture, blueX, blueY, BLUE);
  }

  @Test
  void of_a_large_image_every_second_pixel_is_kept() {
    var image = Images.halves(BufferedImage.TYPE_INT_RGB, 1000, 900, RED, BLUE);
    for (var format : new String[] {"png", "jpeg", "bmp"}) {
      var roomy = new ImageDecoder(new ImageLimits(8 << 20, 1_000_000, 250_000));
      var picture =
          ((Outcome.Done<Picture>)
                  roomy
                      .header("body", Images.encoded(image, format))
                      .then(header -> roomy.decode(header, new Cancellation())))
              .value();
      assertThat(picture.step()).isEqualTo(2);
      assertThat(picture.width()).isEqualTo(1000);
      assertThat(picture.kept().width()).isEqualTo(500);
      assertThat(picture.kept().height()).isEqualTo(450);
      assertColour(picture, 20, 200, RED);
      assertColour(picture, 480, 200, BLUE);
    }
  }

  @Test
  void too_many_bytes_or_pixels_are_told_before_any_is_decoded() {
    var bytes = refused(new byte[(1 << 20) + 1]);
    assertThat(bytes.code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    assertThat(bytes.message())
        .isEqualTo("body: an image of 1048577 bytes; send one of at most 1048576 bytes");
    var pixels = refused(Images.bomb(60_000, 60_000));
    assertThat(pixels.code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    assertThat(pixels.message())
        .isEqualTo("body: an image of 60000 by 60000 pixels; send one of at most 1000000 pixels");
  }

  @Test
  void a_bitmap_may_not_hold_what_its_header_doesnt_show() {
    var bmp = Images.encoded(Images.halves(BufferedImage.TYPE_INT_RGB, 4, 4, RED, BLUE), "bmp");
    bmp[30] = 5;
    assertThat(refused(bmp).message()).contains("holds an image of another format");
  }

  @Test
  void a_jpeg_with_thousands_of_scans_isnt_begun() {
    var jpeg = Images.encoded(Images.halves(BufferedImage.TYPE_INT_RGB, 8, 8, RED, BLUE), "jpeg");
    var scans = new byte[jpeg.length + 2 * 5000 + 2];
    System.arraycopy(jpeg, 0, scans, 0, jpeg.length);
    for (int i = jpeg.length; i < scans.length; i += 2) {
      scans[i] = (byte) 0xFF;
      scans[i + 1] = (byte) 0xDA;
    }
    assertThat(refused(scans).message()).contains("5002 scans, at most 100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
  void a_cut_image_isnt_read(String format) {
    var whole =
        Images.encoded(Images.halves(BufferedImage.TYPE_INT_RGB, 300, 300, RED, BLUE), format);
    for (int length : new int[] {8, 20, whole.length / 2, whole.length * 9 / 10}) {
      var refusal = refused(Arrays.copyOf(whole, length));
      assertThat(refusal.code()).isEqualTo(ErrorCode.UNREADABLE_IMAGE);
      assertThat(refusal.field()).contains("body");
    }
  }

  @Test
  void rubbish_under_every_formats_first_bytes_is_refused() {
    var random = new Random(1);
    for (var format : new String[] {"png", "jpeg", "gif", "bmp"}) {
      var whole =
          Images.encoded(Images.halves(BufferedImage.TYPE_INT_RGB, 60, 60, RED, BLUE), format);
      for (int i = 0; i < 200; i++) {
        var damaged = whole.clone();
        for (int j = 0; j < 20; j++) {
          damaged[12 + random.nextInt(damaged.length - 12)] = (byte) random.nextInt();
        }
        // Read or refused, but never thrown at the caller.
        assertThat(outcome(damaged)).isNotNull();
      }
    }
  }

  @Test
  void a_text_is_no_image_whatever_it_is_called() {
    var refusal = refused("I am a PNG, believe me".getBytes(StandardCharsets.UTF_8));
    assertThat(refusal.code()).isEqualTo(ErrorCode.UNREADABLE_IMAGE);
    assertThat(refusal.message())
        .isEqualTo(
            "body: these bytes are none of PNG, JPEG, GIF, BMP, WEBP; send a whole image: PNG,"
                + " JPEG, GIF, BMP, WEBP");
    assertThat(refused(new byte[0]).message()).startsWith("body: it is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "bmp"})
  void a_cancelled_image_isnt_decoded(String format) {
    var image = Images.halves(BufferedImage.TYPE_INT_RGB, 400, 400, RED, BLUE);
    var header = decoder.header("body", Images.encoded(image, format));
    var cancellation = new Cancellation();
    cancellation.cancel();
    assertThat(header.then(found -> decoder.decode(found, cancellation)))
        .isInstanceOf(Outcome.Refused.class);
  }
}
