package dev.steward.runtime.ocr;

/**
 * A line of text that was found.
 *
 * @param score how sure the model is of its letters on average, from 0 to 1
 * @param place in pixels of the image as it is seen
 */
public record TextLine(String text, double score, Quad place) {

  /** The same in pixels of an image so many times as large. */
  TextLine scaled(int factor) {
    return new TextLine(text, score, place.scaled(factor, factor));
  }
}
