package dev.steward.runtime.image;

/**
 * An image of which nothing but the header was read.
 *
 * @param field where the client sent it, for messages: {@code inputs[0].data[2]}
 * @param bytes all of it
 * @param width as sent, before it is turned upright
 * @param height likewise
 * @param step of so many pixels and rows the first is kept; 1 keeps all
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes that are never compared
public record ImageHeader(
    String field, ImageFormat format, byte[] bytes, int width, int height, int step) {

  /** Memory for one kept pixel while it is decoded: up to 8 of the decoder's and 3 of ours. */
  static final int DECODING_BYTES = 8 + Bitmap.CHANNELS;

  /** Bytes of memory while it is decoded. */
  public long decodingBytes() {
    return keptPixels() * DECODING_BYTES;
  }

  /** All that are sent, kept or not. */
  public long pixels() {
    return (long) width * height;
  }

  private long keptPixels() {
    return (long) Math.ceilDiv(width, step) * Math.ceilDiv(height, step);
  }
}
