package dev.steward.runtime.llm;

import dev.steward.runtime.grammar.ToolRules;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tells words and calls of tools apart in an answer, as it comes. Calls have the form of {@link
 * ToolRules}. What may begin a call is held back until it is known, and so is space before it,
 * which isn't the words'.
 */
public final class CallReader {

  private static final Pattern HEAD =
      Pattern.compile("\\s*\\{\"name\": ?\"([a-zA-Z0-9_-]+)\", ?\"arguments\": ?");

  private final StringBuilder held = new StringBuilder();
  private Part part = Part.WORDS;
  private int calls;
  private int depth;
  private boolean quoted;
  private boolean escaped;

  private enum Part {
    WORDS,
    HEAD,
    ARGUMENTS,
    TAIL
  }

  /** What an answer says. */
  public sealed interface Said {
    /** Words. */
    record Words(String text) implements Said {}

    /**
     * A call begins.
     *
     * @param index which of the answer's calls it is, from 0
     */
    record Call(int index, String name) implements Said {}

    /** More of a call's arguments. */
    record Arguments(int index, String text) implements Said {}
  }

  /** How many calls have begun. */
  public int calls() {
    return calls;
  }

  /** More of the answer. */
  public List<Said> add(String more) {
    held.append(more);
    var said = new ArrayList<Said>();
    while (step(said)) {}
    return said;
  }

  /** The answer has ended: what was held back. */
  public List<Said> end() {
    var rest = held.toString();
    held.setLength(0);
    return part != Part.WORDS || rest.isBlank() ? List.of() : List.of(new Said.Words(rest));
  }

  /** Whether there may be more to say. */
  private boolean step(List<Said> said) {
    return switch (part) {
      case WORDS -> words(said);
      case HEAD -> head(said);
      case ARGUMENTS -> arguments(said);
      case TAIL -> tail();
    };
  }

  private boolean words(List<Said> said) {
    int begin = held.indexOf(ToolRules.BEGIN);
    int end = begin >= 0 ? begin : held.length() - begun();
    while (end > 0 && Character.isWhitespace(held.charAt(end - 1))) {
      end--;
    }
    if (end > 0) {
      said.add(new Said.Words(held.substring(0, end)));
    }
    held.delete(0, begin >= 0 ? begin + ToolRules.BEGIN.length() : end);
    if (begin >= 0) {
      part = Part.HEAD;
    }
    return begin >= 0;
  }

  /** Characters at the end that may begin a call. */
  private int begun() {
    int length = Math.min(ToolRules.BEGIN.length() - 1, held.length());
    while (length > 0 && !ToolRules.BEGIN.startsWith(held.substring(held.length() - length))) {
      length--;
    }
    return length;
  }

  private boolean head(List<Said> said) {
    var head = HEAD.matcher(held);
    // Where the arguments have begun, no space before them is still to come.
    if (!head.lookingAt() || head.end() == held.length()) {
      return false;
    }
    said.add(new Said.Call(calls++, head.group(1)));
    held.delete(0, head.end());
    part = Part.ARGUMENTS;
    depth = 0;
    return true;
  }

  private boolean arguments(List<Said> said) {
    int at = 0;
    boolean over = false;
    while (at < held.length() && !over) {
      over = over(held.charAt(at++));
    }
    if (at > 0) {
      said.add(new Said.Arguments(calls - 1, held.substring(0, at)));
    }
    held.delete(0, at);
    part = over ? Part.TAIL : Part.ARGUMENTS;
    return over;
  }

  /** Whether the arguments, an object, end with this character. */
  private boolean over(char character) {
    if (quoted) {
      quoted = escaped || character != '"';
      escaped = !escaped && character == '\\';
      return false;
    }
    switch (character) {
      case '"' -> quoted = true;
      case '{', '[' -> depth++;
      case '}', ']' -> depth--;
      default -> {}
    }
    return depth == 0;
  }

  private boolean tail() {
    int end = held.indexOf(ToolRules.END);
    if (end >= 0) {
      held.delete(0, end + ToolRules.END.length());
      part = Part.WORDS;
    }
    return end >= 0;
  }
}
