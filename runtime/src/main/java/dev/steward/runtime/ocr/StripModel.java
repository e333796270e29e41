package dev.steward.runtime.ocr;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.Cancellation;
import java.util.List;

/**
 * Looks at strips, of any images, that are cut out in one size.
 *
 * @param <R> what it finds in each
 */
interface StripModel<R> {

  /** Rows of the pictures that strips are cut out as. */
  int height();

  /**
   * Columns of the picture that a strip is cut out as: its own and padding. They depend on the
   * strip alone, so that what is found in it doesn't depend on what it is looked at with.
   */
  int width(Quad line);

  /**
   * What is found in each.
   *
   * @param strips of one width
   */
  Outcome<List<R>> look(List<Strip> strips, Cancellation cancellation);
}
