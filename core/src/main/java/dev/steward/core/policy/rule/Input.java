package dev.steward.core.policy.rule;

/** What a rule can look at. */
public enum Input {
  /** The object as it shall be. Rules over deletions don't speak of it: CEL has null there. */
  OBJECT("object"),
  /** The object as it was; absent when it is made. */
  OLD_OBJECT("(oldObject == null ? {} : oldObject)"),
  /** The policy whose rule it is. */
  POLICY("params"),
  /** The request: who, what and on which resource. */
  REQUEST("request"),
  /** The namespace of the request. */
  NAMESPACE("namespaceObject");

  private final String cel;

  Input(String cel) {
    this.cel = cel;
  }

  String cel() {
    return cel;
  }
}
