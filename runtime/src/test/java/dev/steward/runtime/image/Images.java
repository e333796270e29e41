package dev.steward.runtime.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;

/** Images as clients send them, good and bad. */
public final class Images {

  private Images() {}

  /** A left half in one colour, a right half in another. */
  public static BufferedImage halves(int type, int width, int height, int left, int right) {
    var image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, x < width / 2 ? left : right);
      }
    }
    return image;
  }

  /** Encoded in a format that Image I/O writes. */
  public static byte[] encoded(BufferedImage image, String format) {
    var bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException("no " + format + " of type " + image.getType());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A JPEG of cyan, magenta, yellow and black, with the note of Adobe's programs. */
  public static byte[] fourInks(int width, int height, int[] inks) {
    var raster = Raster.createInterleavedRaster(0, width, height, inks.length, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.setPixel(x, y, inks);
      }
    }
    var bytes = new ByteArrayOutputStream();
    var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, List.of(), null), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    var adobe = ByteBuffer.allocate(12).put("Adobe".getBytes(StandardCharsets.ISO_8859_1));
    return withSegment(bytes.toByteArray(), 0xFFEE, adobe.put((byte) 0).put((byte) 100).array());
  }

  private static byte[] withSegment(byte[] jpeg, int marker, byte[] data) {
    return ByteBuffer.allocate(jpeg.length + 4 + data.length)
        .put(jpeg, 0, 2)
        .putShort((short) marker)
        .putShort((short) (2 + data.length))
        .put(data)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** The JPEG with what a camera adds: how it was held. */
  public static byte[] held(byte[] jpeg, int orientation) {
    // One directory of one entry, big-endian: tag 0x0112, a short, once, its value.
    var tiff = ByteBuffer.allocate(26);
    tiff.put("MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(8);
    tiff.putShort((short) 1);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    tiff.putShort((short) orientation).putShort((short) 0).putInt(0);
    var exif = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    var data = ByteBuffer.allocate(exif.length + tiff.capacity()).put(exif).put(tiff.array());
    return withSegment(jpeg, 0xFFE1, data.array());
  }

  /** A PNG of hundreds of bytes that says it has so many pixels. */
  public static byte[] bomb(int width, int height) {
    var header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put(new byte[] {8, 2, 0, 0, 0});
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    bytes.writeBytes(chunk("IHDR", header.array()));
    bytes.writeBytes(chunk("IDAT", new byte[200]));
    bytes.writeBytes(chunk("IEND", new byte[0]));
    return bytes.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    var name = type.getBytes(StandardCharsets.ISO_8859_1);
    var crc = new CRC32();
    crc.update(name);
    crc.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(name)
        .put(data)
        .putInt((int) crc.getValue())
        .array();
  }

  /** One pixel as lossless WebP, which Java itself can't write. */
  public static byte[] webp() {
    return Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");
  }
}
