package dev.steward.runtime.ocr;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a page, turned as the page is.
 *
 * @param lines all of them
 * @param doubtful how those would stand of which the model says that they don't stand as the page
 *     does, by their index; nothing for the others
 */
record Directions(List<Quad> lines, List<Alternative> doubtful) {

  Directions {
    lines = List.copyOf(lines);
    doubtful = List.copyOf(doubtful);
  }

  /** Another way to read the line of that index. */
  record Alternative(int index, Quad line) {}

  /** Lines that stand as they were found. */
  static Directions asFound(List<Quad> lines) {
    return new Directions(lines, List.of());
  }

  /**
   * A page is one way up, and as all its lines together say, long ones more than short ones. The
   * model errs in single lines, and is as sure of them as of the others.
   *
   * @param upsideDown how probable it is that each line stands on its head
   */
  static Directions of(List<Quad> lines, List<Double> upsideDown) {
    double page = 0;
    for (int i = 0; i < upsideDown.size(); i++) {
      page += (upsideDown.get(i) - 0.5) * lines.get(i).width();
    }
    var turned = new ArrayList<Quad>();
    var doubtful = new ArrayList<Alternative>();
    for (int i = 0; i < upsideDown.size(); i++) {
      var asFound = lines.get(i);
      var onItsHead = asFound.upsideDown();
      turned.add(page > 0 ? onItsHead : asFound);
      if (page > 0 != upsideDown.get(i) > 0.5) {
        doubtful.add(new Alternative(i, page > 0 ? asFound : onItsHead));
      }
    }
    return new Directions(turned, doubtful);
  }
}
