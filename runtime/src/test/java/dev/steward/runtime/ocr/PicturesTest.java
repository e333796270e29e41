package dev.steward.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.image.Bitmap;
import org.junit.jupiter.api.Test;

/** Resizing and cropping, as the models see them. */
class PicturesTest {

  /** What comes out is the value itself, blue first. */
  private static final Normalization PLAIN = new Normalization(channel(), channel(), channel());

  private static Normalization.Channel channel() {
    return new Normalization.Channel(0, 1f / 255);
  }

  /** Red grows to the right, green grows down, blue is the same everywhere. */
  private static Bitmap slope(int width, int height) {
    var rgb = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      rgb[3 * i] = (byte) (i % width);
      rgb[3 * i + 1] = (byte) (i / width);
      rgb[3 * i + 2] = 77;
    }
    return new Bitmap(width, height, rgb);
  }

  private static float value(ImageTensor tensor, int channel, int x, int y) {
    var numbers = ((Tensor.Numbers) tensor.named("x")).data().asFloatBuffer();
    return numbers.get((channel * tensor.height() + y) * tensor.width() + x);
  }

  @Test
  void a_smaller_picture_has_the_means_of_the_larger() {
    var half = new ImageTensor(1, 50, 100, PLAIN);
    Resizing.resize(slope(200, 100), half);
    assertThat(value(half, 0, 10, 10)).isCloseTo(77, within(1e-3f));
    // New pixel 10 stands for old ones 20 and 21.
    assertThat(value(half, 1, 10, 10)).isCloseTo(20.5f, within(1e-3f));
    assertThat(value(half, 2, 10, 10)).isCloseTo(20.5f, within(1e-3f));
  }

  @Test
  void a_larger_picture_has_what_is_between_the_pixels() {
    var twice = new ImageTensor(1, 40, 60, PLAIN);
    Resizing.resize(slope(30, 20), twice);
    assertThat(value(twice, 2, 20, 20)).isCloseTo(9.75f, within(1e-3f));
    assertThat(value(twice, 2, 0, 0)).isZero();
    assertThat(value(twice, 2, 59, 39)).isCloseTo(29, within(1e-3f));
  }

  @Test
  void a_pixel_becomes_a_whole_picture() {
    var tensor = new ImageTensor(1, 32, 32, PLAIN);
    Resizing.resize(slope(1, 1), tensor);
    assertThat(value(tensor, 0, 31, 31)).isEqualTo(77);
  }

  @Test
  void a_turned_rectangle_is_cropped_upright() {
    var crop = new ImageTensor(1, 10, 40, PLAIN);
    // Runs down from (150, 20): what is on the crop's right is lower in the image.
    var quad =
        new Quad(new Point(150, 20), new Point(150, 60), new Point(140, 60), new Point(140, 20));
    Cropping.crop(slope(200, 100), quad, crop, 0, 40);
    assertThat(value(crop, 1, 0, 0)).isCloseTo(20, within(1e-3f));
    assertThat(value(crop, 1, 39, 0)).isCloseTo(59, within(1e-3f));
    assertThat(value(crop, 2, 0, 0)).isCloseTo(149, within(1e-3f));
    assertThat(value(crop, 2, 0, 9)).isCloseTo(140, within(1e-3f));
  }

  @Test
  void what_is_cropped_beyond_the_image_is_its_edge() {
    var crop = new ImageTensor(1, 4, 4, PLAIN);
    var quad =
        new Quad(
            new Point(-50, -50), new Point(-10, -50), new Point(-10, -10), new Point(-50, -10));
    Cropping.crop(slope(200, 100), quad, crop, 0, 4);
    assertThat(value(crop, 2, 3, 3)).isZero();
    assertThat(value(crop, 0, 3, 3)).isEqualTo(77);
  }

  @Test
  void beside_a_crop_there_is_the_models_zero() {
    var crop = new ImageTensor(1, 4, 8, Normalization.CENTERED);
    Cropping.crop(
        slope(20, 20),
        new Quad(new Point(0, 0), new Point(4, 0), new Point(4, 4), new Point(0, 4)),
        crop,
        0,
        4);
    assertThat(value(crop, 0, 4, 0)).isZero();
    assertThat(value(crop, 0, 3, 0)).isNotZero();
  }
}
