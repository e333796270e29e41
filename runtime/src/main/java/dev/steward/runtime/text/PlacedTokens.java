package dev.steward.runtime.text;

import java.util.List;
import java.util.Optional;

/**
 * A text's tokens, and where each stands in it.
 *
 * @param places of each token of the row; empty: it isn't of the text, as special ones aren't
 * @param end whether the row has all of the text
 */
public record PlacedTokens(TokenRow row, List<Optional<Place>> places, End end) {

  public PlacedTokens {
    places = List.copyOf(places);
    if (places.size() != row.length()) {
      throw new IllegalArgumentException(places.size() + " places of " + row.length() + " tokens");
    }
  }

  /**
   * A part of a text.
   *
   * @param start its first character, in Unicode characters from the text's beginning
   * @param end the one after its last, after {@code start}
   */
  public record Place(int start, int end) {
    public Place {
      if (start < 0 || end <= start) {
        throw new IllegalArgumentException("from " + start + " to " + end);
      }
    }
  }

  /** How a row of tokens ends. */
  public enum End {
    /** With the text. */
    WHOLE,
    /** Where the model reads no further. */
    CUT
  }
}
