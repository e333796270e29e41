package dev.steward.runtime.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * What a decoder gives, as a {@link Bitmap}: 8 bits a channel, over white.
 *
 * <p>Colour profiles are passed over. Applied, they cost a microsecond a pixel, and change no
 * letter.
 */
final class Pixels {

  private Pixels() {}

  static Bitmap of(BufferedImage image) {
    var bitmap = Bitmap.blank(image.getWidth(), image.getHeight());
    Row row = row(image.getColorModel(), image.getRaster());
    for (int y = 0; y < bitmap.height(); y++) {
      row.write(image, y, bitmap);
    }
    return bitmap;
  }

  /** Writes one row. */
  @FunctionalInterface
  private interface Row {
    void write(BufferedImage from, int y, Bitmap to);
  }

  private static Row row(ColorModel model, Raster raster) {
    if (model instanceof IndexColorModel palette) {
      return (from, y, to) -> indexed(from, palette, y, to);
    }
    boolean plain =
        model instanceof ComponentColorModel
            && raster.getNumBands() <= 4
            && model.getComponentSize(0) <= Short.SIZE;
    return plain ? Pixels::components : Pixels::packed;
  }

  private static void indexed(BufferedImage from, IndexColorModel palette, int y, Bitmap to) {
    var indices = from.getRaster().getSamples(0, y, to.width(), 1, 0, (int[]) null);
    for (int x = 0; x < indices.length; x++) {
      put(palette.getRGB(indices[x]), to, to.offset(x, y));
    }
  }

  private static void packed(BufferedImage from, int y, Bitmap to) {
    var colours = from.getRGB(0, y, to.width(), 1, null, 0, to.width());
    for (int x = 0; x < colours.length; x++) {
      put(colours[x], to, to.offset(x, y));
    }
  }

  private static void put(int argb, Bitmap to, int offset) {
    int alpha = argb >>> 24;
    to.rgb()[offset] = overWhite(argb >> 16 & 0xFF, alpha);
    to.rgb()[offset + 1] = overWhite(argb >> 8 & 0xFF, alpha);
    to.rgb()[offset + 2] = overWhite(argb & 0xFF, alpha);
  }

  /** Grey, grey with alpha, red green blue, or these with alpha. */
  private static void components(BufferedImage from, int y, Bitmap to) {
    int bands = from.getRaster().getNumBands();
    int shift = from.getColorModel().getComponentSize(0) - Byte.SIZE;
    int colours = bands < 3 ? 1 : 3;
    var samples = from.getRaster().getPixels(0, y, to.width(), 1, (int[]) null);
    for (int x = 0; x < to.width(); x++) {
      int at = x * bands;
      int alpha = bands > colours ? eightBits(samples[at + colours], shift) : 0xFF;
      int offset = to.offset(x, y);
      for (int channel = 0; channel < Bitmap.CHANNELS; channel++) {
        int sample = samples[colours == 1 ? at : at + channel];
        to.rgb()[offset + channel] = overWhite(eightBits(sample, shift), alpha);
      }
    }
  }

  private static int eightBits(int sample, int shift) {
    return shift >= 0 ? sample >> shift : sample * 0xFF / ((1 << (Byte.SIZE + shift)) - 1);
  }

  private static byte overWhite(int colour, int alpha) {
    return (byte) ((colour * alpha + 0xFF * (0xFF - alpha) + 127) / 0xFF);
  }
}
