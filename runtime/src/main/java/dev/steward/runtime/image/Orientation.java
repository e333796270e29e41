package dev.steward.runtime.image;

/**
 * How a camera was held, as EXIF tells it in tag 0x0112 (EXIF 2.32, 4.6.4): where the first row and
 * the first column of the stored pixels are seen.
 */
enum Orientation {
  TOP_LEFT,
  TOP_RIGHT,
  BOTTOM_RIGHT,
  BOTTOM_LEFT,
  LEFT_TOP,
  RIGHT_TOP,
  RIGHT_BOTTOM,
  LEFT_BOTTOM;

  /** The one of EXIF's number, 1 to 8; other numbers mean nothing. */
  static Orientation of(int number) {
    return number >= 1 && number <= values().length ? values()[number - 1] : TOP_LEFT;
  }

  /** The pixels as they are seen. */
  Bitmap upright(Bitmap stored) {
    if (this == TOP_LEFT) {
      return stored;
    }
    int width = stored.width();
    int height = stored.height();
    var seen = swapsAxes() ? Bitmap.blank(height, width) : Bitmap.blank(width, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int to =
            switch (this) {
              case TOP_LEFT -> seen.offset(x, y);
              case TOP_RIGHT -> seen.offset(width - 1 - x, y);
              case BOTTOM_RIGHT -> seen.offset(width - 1 - x, height - 1 - y);
              case BOTTOM_LEFT -> seen.offset(x, height - 1 - y);
              case LEFT_TOP -> seen.offset(y, x);
              case RIGHT_TOP -> seen.offset(height - 1 - y, x);
              case RIGHT_BOTTOM -> seen.offset(height - 1 - y, width - 1 - x);
              case LEFT_BOTTOM -> seen.offset(y, width - 1 - x);
            };
        System.arraycopy(stored.rgb(), stored.offset(x, y), seen.rgb(), to, Bitmap.CHANNELS);
      }
    }
    return seen;
  }

  /** Whether what is stored as columns is seen as rows. */
  boolean swapsAxes() {
    return switch (this) {
      case TOP_LEFT, TOP_RIGHT, BOTTOM_RIGHT, BOTTOM_LEFT -> false;
      case LEFT_TOP, RIGHT_TOP, RIGHT_BOTTOM, LEFT_BOTTOM -> true;
    };
  }
}
