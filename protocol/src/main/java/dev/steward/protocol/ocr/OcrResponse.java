package dev.steward.protocol.ocr;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The text in an image.
 *
 * @param width of the image in pixels, as it is seen
 * @param height likewise
 * @param lines in the order in which one reads them
 * @param text all of it, lines separated by line feeds
 */
public record OcrResponse(String model, int width, int height, List<Line> lines, String text) {

  public OcrResponse {
    requireNonNull(model, "model");
    requireNonNull(text, "text");
    lines = List.copyOf(lines);
  }

  /**
   * One line.
   *
   * @param score from 0 to 1
   * @param box four corners clockwise, from the one where its text begins
   */
  public record Line(String text, double score, List<Corner> box) {

    public Line {
      requireNonNull(text, "text");
      box = List.copyOf(box);
      if (box.size() != 4) {
        throw new IllegalArgumentException("a box of " + box.size() + " corners");
      }
    }
  }

  /** In pixels from the upper left corner: x to the right, y down. */
  public record Corner(double x, double y) {}
}
