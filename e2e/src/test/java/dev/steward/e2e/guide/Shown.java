package dev.steward.e2e.guide;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A line of output as a guide shows it. */
final class Shown {
  /** Stands for anything. */
  static final String ANYTHING = "…";

  private static final Pattern SPACES = Pattern.compile("\\s+");

  private Shown() {}

  /** Whether the line that was printed is the one that is shown. */
  static boolean matches(String shown, String printed) {
    var pattern =
        Arrays.stream(plain(shown).split(ANYTHING, -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.matches(pattern, plain(printed));
  }

  private static String plain(String line) {
    return SPACES.matcher(line).replaceAll(" ").strip();
  }
}
