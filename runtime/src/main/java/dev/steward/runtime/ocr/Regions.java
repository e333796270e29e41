package dev.steward.runtime.ocr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.algorithm.MinimumAreaRectangle;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;

/**
 * Finds the rectangles of a {@link ProbabilityMap} that hold text; bounds that say no reason are
 * PaddleOCR's.
 */
final class Regions {

  /** From here on a pixel is text. */
  static final float PIXEL = 0.3f;

  /** A region whose pixels are less probable on average isn't text. */
  static final double REGION = 0.6;

  /**
   * So many times its area over its circumference a region grows on each side. PaddleOCR has 1.5;
   * letters that fill their crop lose the spaces between words (measured in ADR 11).
   */
  static final double GROWTH = 2.2;

  /** The rest, the smallest, is left out. */
  static final int MOST_REGIONS = 1000;

  private static final double SHORTEST_SIDE = 3;
  private static final double SHORTEST_GROWN_SIDE = SHORTEST_SIDE + 2;

  private static final GeometryFactory GEOMETRY = new GeometryFactory();

  private final ProbabilityMap map;
  private final boolean[] seen;
  private int[] waiting = new int[256];

  private Regions(ProbabilityMap map) {
    this.map = map;
    seen = new boolean[map.width() * map.height()];
  }

  /** The rectangles, in the map's pixels. */
  static List<Quad> of(ProbabilityMap map) {
    return new Regions(map).quads();
  }

  private List<Quad> quads() {
    var regions = new ArrayList<Region>();
    for (int at = 0; at < seen.length; at++) {
      if (!seen[at] && isText(at)) {
        var region = region(at);
        if (region.couldBeText()) {
          regions.add(region);
        }
      }
    }
    regions.sort(Comparator.comparingInt(Region::size).reversed());
    var quads = new ArrayList<Quad>();
    for (var region : regions.subList(0, Math.min(MOST_REGIONS, regions.size()))) {
      quad(region, quads);
    }
    return quads;
  }

  private boolean isText(int at) {
    return map.values().get(at) > PIXEL;
  }

  /** Pixels that touch, be it at a corner, with their ends in each row. */
  private static final class Region {
    private final List<Coordinate> ends = new ArrayList<>();
    private int size;
    private int left = Integer.MAX_VALUE;
    private int right;
    private int top = Integer.MAX_VALUE;
    private int bottom;

    void add(int x, int y) {
      size++;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }

    int size() {
      return size;
    }

    boolean couldBeText() {
      return right - left >= SHORTEST_SIDE || bottom - top >= SHORTEST_SIDE;
    }
  }

  private Region region(int first) {
    var region = new Region();
    int count = 0;
    count = visit(first, count);
    while (count > 0) {
      int at = waiting[--count];
      int x = at % map.width();
      int y = at / map.width();
      region.add(x, y);
      boolean inner = x > 0 && x < map.width() - 1 && isText(at - 1) && isText(at + 1);
      if (!inner) {
        region.ends.add(new Coordinate(x, y));
      }
      for (int ny = Math.max(0, y - 1); ny <= Math.min(map.height() - 1, y + 1); ny++) {
        for (int nx = Math.max(0, x - 1); nx <= Math.min(map.width() - 1, x + 1); nx++) {
          count = visit(ny * map.width() + nx, count);
        }
      }
    }
    return region;
  }

  private int visit(int at, int count) {
    if (seen[at] || !isText(at)) {
      return count;
    }
    seen[at] = true;
    if (count == waiting.length) {
      waiting = java.util.Arrays.copyOf(waiting, 2 * count);
    }
    waiting[count] = at;
    return count + 1;
  }

  private void quad(Region region, List<Quad> quads) {
    var corners = rectangle(region);
    // A region of one row or one point has no rectangle.
    if (corners.length != 5) {
      return;
    }
    var along = new Point(corners[1].x - corners[0].x, corners[1].y - corners[0].y);
    var across = new Point(corners[2].x - corners[1].x, corners[2].y - corners[1].y);
    double length = along.length();
    double depth = across.length();
    if (Math.min(length, depth) < SHORTEST_SIDE) {
      return;
    }
    var middle = new Point((corners[0].x + corners[2].x) / 2, (corners[0].y + corners[2].y) / 2);
    var unit = along.times(1 / length);
    if (probability(middle, unit, length / 2, depth / 2) < REGION) {
      return;
    }
    // A rectangle grown by rounded corners has as its smallest rectangle itself, grown.
    double growth = length * depth * GROWTH / (2 * (length + depth));
    if (Math.min(length, depth) + 2 * growth < SHORTEST_GROWN_SIDE) {
      return;
    }
    // The middle of a pixel is half a pixel from its corner.
    var shifted = middle.plus(new Point(0.5, 0.5));
    quads.add(Quad.around(shifted, length / 2 + growth, depth / 2 + growth, unit));
  }

  private static Coordinate[] rectangle(Region region) {
    var points = GEOMETRY.createMultiPointFromCoords(region.ends.toArray(Coordinate[]::new));
    return MinimumAreaRectangle.getMinimumRectangle(points).getCoordinates();
  }

  /** The mean over the pixels whose middles lie in the rectangle. */
  private double probability(Point middle, Point unit, double halfAlong, double halfAcross) {
    var turned = unit.turned();
    double reachX = Math.abs(unit.x()) * halfAlong + Math.abs(turned.x()) * halfAcross;
    double reachY = Math.abs(unit.y()) * halfAlong + Math.abs(turned.y()) * halfAcross;
    int right = Math.min(map.width() - 1, (int) Math.floor(middle.x() + reachX));
    int bottom = Math.min(map.height() - 1, (int) Math.floor(middle.y() + reachY));
    double sum = 0;
    int count = 0;
    for (int y = Math.max(0, (int) Math.ceil(middle.y() - reachY)); y <= bottom; y++) {
      for (int x = Math.max(0, (int) Math.ceil(middle.x() - reachX)); x <= right; x++) {
        var from = new Point(x, y).minus(middle);
        if (Math.abs(from.along(unit)) <= halfAlong && Math.abs(from.along(turned)) <= halfAcross) {
          sum += map.at(x, y);
          count++;
        }
      }
    }
    return count == 0 ? 0 : sum / count;
  }
}
