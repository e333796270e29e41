package dev.steward.runtime.ocr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * The order in which one reads the lines of a page.
 *
 * <p>The page is turned until its lines run level. Then, much as in the recursive X-Y cut (Nagy and
 * Seth, "Hierarchical representation of optically scanned documents", 1984):
 *
 * <ol>
 *   <li>A gutter is looked for: an upright strip, at least one line wide, with two lines of running
 *       text or more on both sides. Lines may cross it if they are fewer than those on either side:
 *       headlines, footers.
 *   <li>The lines that cross cut the page into bands. In each the left part is read before the
 *       right one, and both are looked at in the same way.
 *   <li>Without a gutter: rows from top to bottom, in each from left to right.
 * </ol>
 *
 * <p>Short texts side by side, as a bill's items and prices, are no columns and are read row by
 * row. Example: a headline over two columns of three lines with a footer below gives the headline,
 * the left column, the right one, the footer.
 */
final class ReadingOrder {

  /** Shorter lines, against their height, aren't running text. */
  private static final double RUNNING = 5;

  private static final int FEWEST_LINES = 2;

  /** Columns within columns within columns; deeper ones are read row by row. */
  private static final int DEEPEST = 6;

  private static final Comparator<Block> BY_MIDDLE = Comparator.comparingDouble(Block::middle);

  private ReadingOrder() {}

  /** A line in the turned page, where it runs level. */
  private record Block(TextLine line, double left, double right, double top, double bottom) {

    double height() {
      return bottom - top;
    }

    double middle() {
      return (top + bottom) / 2;
    }
  }

  /** The lines in order. */
  static List<TextLine> of(List<TextLine> lines) {
    if (lines.isEmpty()) {
      return lines;
    }
    var right = direction(lines);
    var down = right.turned();
    var blocks = lines.stream().map(line -> block(line, right, down)).toList();
    return ordered(blocks, DEEPEST).stream().map(Block::line).toList();
  }

  /** Where most lines run, long ones more than short ones. */
  private static Point direction(List<TextLine> lines) {
    var sum = new Point(0, 0);
    for (var line : lines) {
      sum = sum.plus(line.place().end().minus(line.place().start()));
    }
    return sum.length() < 1e-6 ? new Point(1, 0) : sum.times(1 / sum.length());
  }

  private static Block block(TextLine line, Point right, Point down) {
    var place = line.place();
    var middle = place.middle();
    // A line that runs otherwise than the page is as wide as it is seen from there.
    double across = reach(place, right);
    double along = reach(place, down);
    double x = middle.along(right);
    double y = middle.along(down);
    return new Block(line, x - across, x + across, y - along, y + along);
  }

  private static double reach(Quad place, Point unit) {
    double first = Math.abs(place.end().minus(place.start()).along(unit));
    double second = Math.abs(place.startBelow().minus(place.start()).along(unit));
    return (first + second) / 2;
  }

  private static List<Block> ordered(List<Block> blocks, int deeper) {
    if (deeper == 0 || blocks.size() < 2 * FEWEST_LINES) {
      return rows(blocks);
    }
    var gutter = gutter(blocks);
    if (gutter.isEmpty()) {
      return rows(blocks);
    }
    var all = new ArrayList<Block>();
    for (var part : gutter.get().parts()) {
      all.addAll(ordered(part, deeper - 1));
    }
    return all;
  }

  /** What is left of a strip, right of it, and across it. */
  private record Gutter(List<Block> left, List<Block> right, List<Block> across) {

    /** Of the strip from {@code from} to {@code to}. */
    static Gutter at(double from, double to, List<Block> blocks) {
      var gutter = new Gutter(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (var block : blocks) {
        var side =
            block.right() <= from ? gutter.left : block.left() >= to ? gutter.right : gutter.across;
        side.add(block);
      }
      return gutter;
    }

    boolean dividesColumns() {
      return isColumn(left)
          && isColumn(right)
          && across.size() < Math.min(left.size(), right.size());
    }

    /** In the order in which one reads them. */
    List<List<Block>> parts() {
      var parts = new ArrayList<List<Block>>();
      double from = Double.NEGATIVE_INFINITY;
      for (var crossing : across.stream().sorted(BY_MIDDLE).toList()) {
        parts.add(band(left, from, crossing.middle()));
        parts.add(band(right, from, crossing.middle()));
        parts.add(List.of(crossing));
        from = crossing.middle();
      }
      parts.add(band(left, from, Double.POSITIVE_INFINITY));
      parts.add(band(right, from, Double.POSITIVE_INFINITY));
      return parts;
    }

    private static List<Block> band(List<Block> side, double from, double to) {
      return side.stream().filter(each -> each.middle() >= from && each.middle() < to).toList();
    }
  }

  /** The one that the fewest lines cross; of equal ones the leftmost. */
  private static Optional<Gutter> gutter(List<Block> blocks) {
    double width = median(blocks.stream().mapToDouble(Block::height));
    return blocks.stream()
        .map(Block::left)
        .sorted()
        .distinct()
        .map(to -> Gutter.at(to - width, to, blocks))
        .filter(Gutter::dividesColumns)
        .min(Comparator.comparingInt(gutter -> gutter.across().size()));
  }

  private static boolean isColumn(List<Block> blocks) {
    return blocks.size() >= FEWEST_LINES
        && median(
                blocks.stream()
                    .mapToDouble(block -> (block.right() - block.left()) / block.height()))
            >= RUNNING;
  }

  private static double median(DoubleStream numbers) {
    var sorted = numbers.sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** A row's lines are those whose middle is nearer to its first one's than half a line. */
  private static List<Block> rows(List<Block> blocks) {
    var sorted = blocks.stream().sorted(BY_MIDDLE).toList();
    var all = new ArrayList<Block>();
    var row = new ArrayList<Block>();
    for (var block : sorted) {
      if (!row.isEmpty()
          && block.middle() - row.getFirst().middle()
              > Math.min(block.height(), row.getFirst().height()) / 2) {
        row.sort(Comparator.comparingDouble(Block::left));
        all.addAll(row);
        row.clear();
      }
      row.add(block);
    }
    row.sort(Comparator.comparingDouble(Block::left));
    all.addAll(row);
    return all;
  }
}
