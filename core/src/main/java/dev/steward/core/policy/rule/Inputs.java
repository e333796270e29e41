package dev.steward.core.policy.rule;

import java.util.EnumMap;
import java.util.Map;

/** The trees that a check is about; what isn't given is absent. */
public final class Inputs {

  private final Map<Input, Tree> trees;

  private Inputs(Map<Input, Tree> trees) {
    this.trees = trees;
  }

  /** Nothing given. */
  public static Inputs none() {
    return new Inputs(new EnumMap<>(Input.class));
  }

  /** These inputs and one more. */
  public Inputs with(Input input, Tree tree) {
    var more = new EnumMap<>(trees);
    more.put(input, tree);
    return new Inputs(more);
  }

  Tree get(Input input) {
    return trees.getOrDefault(input, Tree.absent());
  }
}
