package dev.steward.runtime.ocr;

import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.image.Bitmap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Images of one size while they become the input of a model: image, channel, row, column. */
final class ImageTensor {

  private final int images;
  private final int height;
  private final int width;
  private final Normalization normalization;
  private final ByteBuffer bytes;
  private final FloatBuffer numbers;

  /** All of them the zeros with which models are padded. */
  ImageTensor(int images, int height, int width, Normalization normalization) {
    this.images = images;
    this.height = height;
    this.width = width;
    this.normalization = normalization;
    bytes =
        ByteBuffer.allocateDirect(images * Bitmap.CHANNELS * height * width * Float.BYTES)
            .order(ByteOrder.nativeOrder());
    numbers = bytes.asFloatBuffer();
  }

  /** Sets a pixel to a colour of 0 to 255. */
  void put(int image, int x, int y, float red, float green, float blue) {
    int plane = height * width;
    int at = image * Bitmap.CHANNELS * plane + y * width + x;
    numbers.put(at, normalization.blue().of(blue));
    numbers.put(at + plane, normalization.green().of(green));
    numbers.put(at + 2 * plane, normalization.red().of(red));
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  Tensor named(String name) {
    return new Tensor.Numbers(
        name, Datatype.FP32, Shape.of(images, Bitmap.CHANNELS, height, width), bytes);
  }
}
