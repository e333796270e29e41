package dev.steward.runtime.ocr;

/**
 * What a run costs, in the unit by which turns are shared between tenants: as much as a model takes
 * for the shortest line, 48 rows of 320 pixels. PP-OCR's models take about the same for each pixel;
 * to decode one is far less.
 */
final class Effort {

  private static final long LINE = 48 * 320;

  /** A pixel that is decoded, against one that a model looks at: some 10 ns against 500. */
  private static final long DECODED = 50;

  private Effort() {}

  /** Of a model that looks at so many pixels. */
  static int looking(long pixels) {
    return Math.clamp(Math.ceilDiv(pixels, LINE), 1, Integer.MAX_VALUE);
  }

  /** Of an image of so many pixels that is decoded. */
  static int decoding(long pixels) {
    return looking(pixels / DECODED);
  }
}
