package dev.steward.runtime.ocr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The order in which one reads the lines of a page.
 *
 * <p>The page is turned until its lines run level. Then, as in the recursive X-Y cut (Nagy and
 * Seth, "Hierarchical representation of optically scanned documents", 1984), it is cut:
 *
 * <ol>
 *   <li>at a gutter, into a left and a right part: a strip that no line crosses, at least one line
 *       high in width, with two lines of running text or more on both sides;
 *   <li>else across, if the part below or the part above then has a gutter: a headline over two
 *       columns;
 *   <li>else it isn't: rows from top to bottom, in each from left to right.
 * </ol>
 *
 * <p>Short texts side by side, as a bill's items and prices, are no columns and are read row by
 * row. Example: a headline over two columns, the second with a picture's caption below, gives the
 * headline, the left column, the right one, the caption.
 */
final class ReadingOrder {

  /** Shorter lines, against their height, aren't running text. */
  private static final double RUNNING = 5;

  private static final int FEWEST_LINES = 2;

  /** Headlines within columns within columns; deeper ones are read row by row. */
  private static final int DEEPEST = 6;

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
    return columns(blocks)
        .or(() -> headline(blocks))
        .map(cut -> {
          var all = new ArrayList<>(ordered(cut.first(), deeper - 1));
          all.addAll(ordered(cut.second(), deeper - 1));
          return (List<Block>) all;
        })
        .orElseGet(() -> rows(blocks));
  }

  /** Two parts, the first of which is read first. */
  private record Cut(List<Block> first, List<Block> second) {}

  private static Optional<Cut> columns(List<Block> blocks) {
    var sorted = blocks.stream().sorted(Comparator.comparingDouble(Block::left)).toList();
    double gutter = median(blocks.stream().mapToDouble(Block::height).sorted().toArray());
    double right = sorted.getFirst().right();
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).left() - right >= gutter
          && isColumn(sorted.subList(0, i))
          && isColumn(sorted.subList(i, sorted.size()))) {
        return Optional.of(new Cut(sorted.subList(0, i), sorted.subList(i, sorted.size())));
      }
      right = Math.max(right, sorted.get(i).right());
    }
    return Optional.empty();
  }

  private static boolean isColumn(List<Block> blocks) {
    return blocks.size() >= FEWEST_LINES
        && median(
                blocks.stream()
                    .mapToDouble(block -> (block.right() - block.left()) / block.height())
                    .sorted()
                    .toArray())
            >= RUNNING;
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }

  private static Optional<Cut> headline(List<Block> blocks) {
    var sorted = blocks.stream().sorted(Comparator.comparingDouble(Block::middle)).toList();
    for (int i = 1; i < sorted.size(); i++) {
      var below = sorted.subList(i, sorted.size());
      if (columns(below).isPresent()) {
        return Optional.of(new Cut(sorted.subList(0, i), below));
      }
    }
    for (int i = sorted.size() - 1; i > 0; i--) {
      var above = sorted.subList(0, i);
      if (columns(above).isPresent()) {
        return Optional.of(new Cut(above, sorted.subList(i, sorted.size())));
      }
    }
    return Optional.empty();
  }

  /** A row's lines are those whose middle is nearer to its first one's than half a line. */
  private static List<Block> rows(List<Block> blocks) {
    var sorted = blocks.stream().sorted(Comparator.comparingDouble(Block::middle)).toList();
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
