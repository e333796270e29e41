package dev.steward.runtime.ocr;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What stands in an image.
 *
 * @param width in pixels, as it is seen
 * @param height likewise
 * @param lines in the order in which one reads them
 */
public record Page(int width, int height, List<TextLine> lines) {

  public Page {
    lines = List.copyOf(lines);
  }

  /** All lines, one below the other. */
  public String text() {
    return lines.stream().map(TextLine::text).collect(Collectors.joining("\n"));
  }
}
