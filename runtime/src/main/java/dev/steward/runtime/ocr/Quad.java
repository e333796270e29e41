package dev.steward.runtime.ocr;

import java.util.List;

/**
 * Where a line of text stands: a rectangle at any angle.
 *
 * @param start where its first letter's upper left corner is, as one reads it
 * @param end the upper right corner of its last letter
 * @param below its last letter's lower right corner
 * @param startBelow its first letter's lower left corner
 */
public record Quad(Point start, Point end, Point below, Point startBelow) {

  /** Taller rectangles hold text that runs down. PaddleOCR's own bound. */
  private static final double TALL = 1.5;

  /**
   * A rectangle of a middle, half its sides, and the direction of the first of them.
   *
   * <p>Text is taken to run along the side that is nearer to level, from left to right; in a tall
   * rectangle from top to bottom.
   */
  static Quad around(Point middle, double halfAlong, double halfAcross, Point along) {
    boolean level = Math.abs(along.x()) >= Math.abs(along.y());
    var right = level ? along : along.turned();
    if (right.x() < 0) {
      right = right.times(-1);
    }
    var u = right.times(level ? halfAlong : halfAcross);
    var v = right.turned().times(level ? halfAcross : halfAlong);
    var quad =
        new Quad(
            middle.minus(u).minus(v),
            middle.plus(u).minus(v),
            middle.plus(u).plus(v),
            middle.minus(u).plus(v));
    return quad.height() >= TALL * quad.width() ? quad.runningDown() : quad;
  }

  /** The same rectangle, with text that runs a quarter turn clockwise from this one's. */
  @SuppressWarnings("ArgumentSelectionDefectChecker") // the corners stay, the text turns
  private Quad runningDown() {
    return new Quad(end, below, startBelow, start);
  }

  /** The same rectangle, with text that stands on its head. */
  @SuppressWarnings("ArgumentSelectionDefectChecker") // the corners stay, the text turns
  Quad upsideDown() {
    return new Quad(below, startBelow, start, end);
  }

  /** The four corners, clockwise from where the text begins. */
  public List<Point> corners() {
    return List.of(start, end, below, startBelow);
  }

  /** Each corner with x and y times these. */
  Quad scaled(double factorX, double factorY) {
    return new Quad(
        scaled(start, factorX, factorY),
        scaled(end, factorX, factorY),
        scaled(below, factorX, factorY),
        scaled(startBelow, factorX, factorY));
  }

  private static Point scaled(Point point, double factorX, double factorY) {
    return new Point(point.x() * factorX, point.y() * factorY);
  }

  /** From the first letter to the last, in pixels. */
  double width() {
    return end.minus(start).length();
  }

  /** From the letters' head to their foot, in pixels. */
  double height() {
    return startBelow.minus(start).length();
  }

  /** Its middle. */
  Point middle() {
    return start.plus(below).times(0.5);
  }
}
