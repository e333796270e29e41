package dev.steward.core.policy.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Names a place in what a rule looks at.
 *
 * @param root where the way begins
 * @param steps the way from there
 */
public record Ref(Root root, List<Step> steps) {

  /** Where a way begins. */
  public sealed interface Root {
    /** One of the trees that a request brings. */
    record Of(Input input) implements Root {}

    /** The item that a condition over a list or a map's keys speaks of. */
    record Item(String name) implements Root {}
  }

  /** One step of a way. */
  public sealed interface Step {
    /** To the field of this name, which is an identifier. */
    record Field(String name) implements Step {}

    /** To a map's entry of this key. */
    record Key(String name) implements Step {}

    /** To a map's entry of the key that stands at another place. */
    record KeyAt(Ref key) implements Step {}
  }

  public Ref {
    steps = List.copyOf(steps);
  }

  /** A field of the object as it shall be. */
  public static Ref object(String... fields) {
    return at(new Root.Of(Input.OBJECT), fields);
  }

  /** A field of the object as it was; absent when it is made. */
  public static Ref old(String... fields) {
    return at(new Root.Of(Input.OLD_OBJECT), fields);
  }

  /** A field of the policy. */
  public static Ref policy(String... fields) {
    return at(new Root.Of(Input.POLICY), fields);
  }

  /** A field of the request. */
  public static Ref request(String... fields) {
    return at(new Root.Of(Input.REQUEST), fields);
  }

  /** A field of the request's namespace. */
  public static Ref namespace(String... fields) {
    return at(new Root.Of(Input.NAMESPACE), fields);
  }

  /** A field of the item of this name, or the item itself. */
  public static Ref item(String name, String... fields) {
    return at(new Root.Item(name), fields);
  }

  private static Ref at(Root root, String... fields) {
    return new Ref(root, Arrays.stream(fields).<Step>map(Step.Field::new).toList());
  }

  /** The entry of this key. */
  public Ref key(String name) {
    return plus(new Step.Key(name));
  }

  /** The entry of the key that stands at another place. */
  public Ref keyAt(Ref key) {
    return plus(new Step.KeyAt(key));
  }

  private Ref plus(Step step) {
    var longer = new ArrayList<>(steps);
    longer.add(step);
    return new Ref(root, longer);
  }
}
