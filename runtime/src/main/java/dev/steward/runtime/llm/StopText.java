package dev.steward.runtime.llm;

import java.util.List;

/**
 * Ends a text before the first of some texts. What may be the beginning of one is held back until
 * it is known.
 */
final class StopText {

  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean stopped;

  StopText(List<String> stops) {
    this.stops = List.copyOf(stops);
  }

  /** Whether one of the texts was there; nothing more is given then. */
  boolean stopped() {
    return stopped;
  }

  /** What can be given of the text so far. */
  String add(String more) {
    held.append(more);
    int end = stops.stream().mapToInt(held::indexOf).filter(at -> at >= 0).min().orElse(-1);
    if (end >= 0) {
      stopped = true;
      return taken(end);
    }
    return taken(held.length() - begun());
  }

  /** What was held back, at the end of the text. */
  String end() {
    return stopped ? "" : taken(held.length());
  }

  /** Characters at the end that may begin a stop text. */
  private int begun() {
    int longest = 0;
    for (var stop : stops) {
      for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
        if (stop.startsWith(held.substring(held.length() - length))) {
          longest = length;
        }
      }
    }
    return longest;
  }

  private String taken(int length) {
    var text = held.substring(0, length);
    held.delete(0, length);
    return text;
  }
}
