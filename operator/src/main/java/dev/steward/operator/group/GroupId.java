package dev.steward.operator.group;

import java.util.regex.Pattern;

/**
 * Which group.
 *
 * @param namespace its service's
 * @param name of its StatefulSet, such as {@code minilm-5d9c7f2b-g0}
 */
public record GroupId(String namespace, String name) {

  private static final Pattern NUMBER = Pattern.compile(".*-g([0-9]{1,4})");

  /** Its number among the groups of its revision, from 0. */
  public int number() {
    var found = NUMBER.matcher(name);
    return found.matches() ? Integer.parseInt(found.group(1)) : 0;
  }

  /** The name of the member at {@code index}, as the StatefulSet calls its pod. */
  public String member(int index) {
    return name + "-" + index;
  }
}
