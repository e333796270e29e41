package dev.steward.core.task;

import java.util.List;

/**
 * A pattern of paths: {@code *} is any text without a slash, {@code ?} one character that is none,
 * and {@code **} as a whole part any number of folders, none too.
 *
 * <p>As in a shell, a wildcard doesn't stand for a dot at the beginning of a part: what is hidden
 * has to be named.
 *
 * <p>Example: {@code scans/**}{@code /*.png} matches {@code scans/a.png} and {@code
 * scans/2026/01/b.png}.
 */
public final class Glob {

  private static final String ANY_FOLDERS = "**";

  private final String text;
  private final List<String> parts;

  private Glob(String text) {
    this.text = text;
    this.parts = List.of(text.split("/"));
  }

  /** The pattern {@code text}; any text is one. */
  public static Glob of(String text) {
    return new Glob(text);
  }

  /** Whether it names more than the path it spells. */
  public boolean isPattern() {
    return firstWildcard() >= 0;
  }

  /** The characters before the first wildcard: what every match begins with. */
  public String prefix() {
    int wildcard = firstWildcard();
    return wildcard < 0 ? text : text.substring(0, wildcard);
  }

  /** The folder in which every match lies, without closing slash; empty where it is the root. */
  public String folder() {
    return prefix().substring(0, Math.max(0, prefix().lastIndexOf('/')));
  }

  /** How many folders below {@link #folder} a match can lie at most. */
  public int depth() {
    return parts.contains(ANY_FOLDERS)
        ? Integer.MAX_VALUE
        : text.substring(folder().length()).replaceFirst("^/", "").split("/").length;
  }

  /** Whether it names {@code path}, which is spelled like it: both relative or both absolute. */
  public boolean matches(String path) {
    return matches(0, List.of(path.split("/")), 0);
  }

  private boolean matches(int part, List<String> path, int at) {
    if (part == parts.size()) {
      return at == path.size();
    }
    if (parts.get(part).equals(ANY_FOLDERS)) {
      // Doubled ** name nothing more, and would cost the product of their choices.
      int next = part;
      while (next < parts.size() && parts.get(next).equals(ANY_FOLDERS)) {
        next++;
      }
      for (int rest = at; rest <= path.size(); rest++) {
        if (matches(next, path, rest)) {
          return true;
        }
        if (rest < path.size() && path.get(rest).startsWith(".")) {
          return false;
        }
      }
      return false;
    }
    return at < path.size()
        && matchesPart(parts.get(part), path.get(at))
        && matches(part + 1, path, at + 1);
  }

  /** Linear but for the last star: where what follows doesn't fit, the star takes one more. */
  private static boolean matchesPart(String pattern, String name) {
    if (name.startsWith(".") && !pattern.startsWith(".")) {
      return false;
    }
    int p = 0;
    int n = 0;
    int star = -1;
    int taken = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        taken = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++taken;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private int firstWildcard() {
    int star = text.indexOf('*');
    int question = text.indexOf('?');
    return star < 0 || question < 0 ? Math.max(star, question) : Math.min(star, question);
  }

  @Override
  public String toString() {
    return text;
  }
}
