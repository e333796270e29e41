package dev.steward.core.model;

import dev.steward.core.check.Checked;
import java.util.stream.IntStream;

/**
 * By which name a certificate must know who signs: an e-mail address or URI, as it stands there.
 */
public sealed interface SignerName {

  /** The longest name. */
  int MAX = 1024;

  /** Whether a certificate's name is this one. */
  boolean matches(String name);

  /** The name as it stands in the specification. */
  String text();

  /** This name and no other. */
  record Exactly(String text) implements SignerName {

    /** Reads the name that stands in {@code field}. */
    public static Checked<SignerName> parse(String field, String text) {
      return text.isBlank() || text.length() > MAX
          ? Checked.invalid(
              field,
              "it is empty, or longer than " + MAX + " characters",
              "write the name that the signing certificate has")
          : Checked.valid(new Exactly(text));
    }

    @Override
    public boolean matches(String name) {
      return text.equals(name);
    }
  }

  /**
   * Every name of a form. A {@code *} stands for any characters but a slash, none included: {@code
   * https://git.example/acme/models/release.yml@refs/tags/*} takes all tags {@code v1}, and no
   * branch. All of a name must be of the form; other characters stand for themselves.
   */
  record Like(String text) implements SignerName {

    /** The most {@code *} of one. */
    public static final int MAX_STARS = 8;

    /** Reads the form that stands in {@code field}. */
    public static Checked<SignerName> parse(String field, String text) {
      var stars = text.chars().filter(c -> c == '*').count();
      return text.isBlank()
              || text.length() > MAX
              || stars == 0
              || stars > MAX_STARS
              || text.chars().noneMatch(Character::isLetterOrDigit)
          ? Checked.invalid(
              field,
              "\"%s\" is no name with 1 to %d *".formatted(text, MAX_STARS),
              "write a name with * for what may differ, such as *@acme.example, or the whole name"
                  + " into identity")
          : Checked.valid(new Like(text));
    }

    @Override
    public boolean matches(String name) {
      var wanted = text.split("/", -1);
      var found = name.split("/", -1);
      if (name.length() > MAX || wanted.length != found.length) {
        return false;
      }
      for (int i = 0; i < wanted.length; i++) {
        if (!isLike(wanted[i], found[i])) {
          return false;
        }
      }
      return true;
    }

    /** Whether some name is of both forms. */
    public boolean overlaps(Like other) {
      var mine = text.split("/", -1);
      var theirs = other.text.split("/", -1);
      return mine.length == theirs.length
          && IntStream.range(0, mine.length).allMatch(i -> overlap(mine[i], theirs[i]));
    }

    /**
     * What is in the middle of one is taken by a star of the other, so that two parts with stars
     * need agree in what is before their first and behind their last one alone.
     */
    private static boolean overlap(String one, String other) {
      if (one.indexOf('*') < 0) {
        return isLike(other, one);
      }
      if (other.indexOf('*') < 0) {
        return isLike(one, other);
      }
      var start = one.substring(0, one.indexOf('*'));
      var otherStart = other.substring(0, other.indexOf('*'));
      var end = one.substring(one.lastIndexOf('*') + 1);
      var otherEnd = other.substring(other.lastIndexOf('*') + 1);
      return (start.startsWith(otherStart) || otherStart.startsWith(start))
          && (end.endsWith(otherEnd) || otherEnd.endsWith(end));
    }

    /** Takes each star for as little as will do: only the last one ever needs to take more. */
    private static boolean isLike(String form, String part) {
      int inForm = 0;
      int star = -1;
      int afterStar = 0;
      for (int at = 0; at < part.length(); ) {
        if (inForm < form.length() && form.charAt(inForm) == '*') {
          star = inForm++;
          afterStar = at;
        } else if (inForm < form.length() && form.charAt(inForm) == part.charAt(at)) {
          inForm++;
          at++;
        } else if (star >= 0) {
          inForm = star + 1;
          at = ++afterStar;
        } else {
          return false;
        }
      }
      return form.substring(inForm).chars().allMatch(c -> c == '*');
    }
  }
}
