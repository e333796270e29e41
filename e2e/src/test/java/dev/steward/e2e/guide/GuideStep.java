package dev.steward.e2e.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A command of a guide.
 *
 * @param line of the guide at which it stands, from 1
 * @param command as a shell takes it
 * @param expected what the guide shows of its output, line by line
 */
record GuideStep(int line, String command, List<String> expected) {

  private static final String BLOCK = "```console";
  private static final String END = "```";
  private static final String PROMPT = "$ ";
  private static final String CONTINUATION = "> ";

  GuideStep {
    expected = List.copyOf(expected);
  }

  /** All commands of a guide, in order. */
  static List<GuideStep> of(Stream<String> guide) {
    var steps = new ArrayList<GuideStep>();
    var inside = false;
    var number = 0;
    for (var text : guide.toList()) {
      number++;
      if (text.equals(BLOCK)) {
        inside = true;
      } else if (text.equals(END)) {
        inside = false;
      } else if (inside) {
        take(steps, number, text);
      }
    }
    return steps;
  }

  private static void take(List<GuideStep> steps, int number, String text) {
    if (text.startsWith(PROMPT)) {
      steps.add(new GuideStep(number, text.substring(PROMPT.length()), List.of()));
      return;
    }
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("line %d: output of no command".formatted(number));
    }
    var last = steps.removeLast();
    steps.add(
        text.startsWith(CONTINUATION) && last.expected.isEmpty()
            ? last.goingOn(text.substring(CONTINUATION.length()))
            : last.printing(text));
  }

  private GuideStep goingOn(String more) {
    return new GuideStep(line, command + "\n" + more, expected);
  }

  private GuideStep printing(String more) {
    return new GuideStep(line, command, Stream.concat(expected.stream(), Stream.of(more)).toList());
  }

  /** Whether this was printed. */
  boolean isShownBy(List<String> printed) {
    return expected.isEmpty() || matches(expected, printed);
  }

  private static boolean matches(List<String> expected, List<String> printed) {
    if (expected.isEmpty()) {
      return printed.isEmpty();
    }
    var rest = expected.subList(1, expected.size());
    if (expected.getFirst().strip().equals(Shown.ANYTHING)) {
      return matches(rest, printed)
          || (!printed.isEmpty() && matches(expected, printed.subList(1, printed.size())));
    }
    return !printed.isEmpty()
        && Shown.matches(expected.getFirst(), printed.getFirst())
        && matches(rest, printed.subList(1, printed.size()));
  }
}
