package dev.steward.runtime.ocr;

/** A place in an image, in pixels from its top left corner: x to the right, y down. */
public record Point(double x, double y) {

  Point plus(Point other) {
    return new Point(x + other.x, y + other.y);
  }

  Point minus(Point other) {
    return new Point(x - other.x, y - other.y);
  }

  Point times(double factor) {
    return new Point(x * factor, y * factor);
  }

  double length() {
    return Math.hypot(x, y);
  }

  /** The length of this one along {@code unit}, which is 1 long. */
  double along(Point unit) {
    return x * unit.x + y * unit.y;
  }

  /** A quarter turn clockwise, as it is seen: what points to the right points down. */
  Point turned() {
    return new Point(-y, x);
  }
}
