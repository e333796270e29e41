package dev.steward.runtime.classify;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a token's label says: of what kind it is, and where in an entity it stands.
 *
 * <p>Labels are those of BIO ({@code B-PER}, {@code I-PER}, {@code O}), BILOU (besides {@code
 * L-PER}, {@code U-PER}), BIOES ({@code E-PER}, {@code S-PER}), or plain kinds ({@code PER}).
 *
 * @param kind without the mark: {@code PER}
 */
record Tag(Mark mark, String kind) {

  /** The label of tokens that are of no entity. */
  static final String OUTSIDE = "O";

  /** Where in an entity a token stands. */
  enum Mark {
    /** First. */
    BEGIN,
    /** Anywhere; labels without a mark have it too. */
    INSIDE,
    /** Last. */
    LAST,
    /** Alone. */
    ALONE,
    /** In none. */
    OUTSIDE
  }

  /**
   * What labels say. {@code L-}, {@code E-}, {@code U-} and {@code S-} are marks only where another
   * label has {@code B-} or {@code I-} before the same kind: {@code S-BAHN} may be a kind itself.
   */
  static List<Tag> of(List<String> labels) {
    var known = new HashSet<>(labels);
    return labels.stream().map(label -> of(label, known)).toList();
  }

  private static Tag of(String label, Set<String> known) {
    if (label.equals(OUTSIDE)) {
      return new Tag(Mark.OUTSIDE, label);
    }
    if (label.length() < 3 || label.charAt(1) != '-') {
      return new Tag(Mark.INSIDE, label);
    }
    var kind = label.substring(2);
    boolean marked = known.contains("B-" + kind) || known.contains("I-" + kind);
    return switch (label.charAt(0)) {
      case 'B' -> new Tag(Mark.BEGIN, kind);
      case 'I' -> new Tag(Mark.INSIDE, kind);
      case 'L', 'E' -> marked ? new Tag(Mark.LAST, kind) : new Tag(Mark.INSIDE, label);
      case 'U', 'S' -> marked ? new Tag(Mark.ALONE, kind) : new Tag(Mark.INSIDE, label);
      default -> new Tag(Mark.INSIDE, label);
    };
  }

  /** Whether a token with this tag goes on with the entity that one with {@code before} is of. */
  boolean continues(Tag before) {
    boolean open = before.mark == Mark.BEGIN || before.mark == Mark.INSIDE;
    boolean further = mark == Mark.INSIDE || mark == Mark.LAST;
    return open && further && kind.equals(before.kind);
  }
}
