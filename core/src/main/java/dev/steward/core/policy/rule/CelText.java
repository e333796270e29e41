package dev.steward.core.policy.rule;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Conditions as CEL: the interpretation by the API server. Places are optional values ({@code
 * a.?b[?'c']}, in Kubernetes since 1.29), so that what is absent never is an error.
 *
 * <p>In many lines, and not only for who reads it: the cluster checks types once for each kind of
 * object, and writes each error, of which kinds without some field have many that nobody is told,
 * with a mark below its column. That costs the square of a line's length: of lines of 15,000
 * characters, minutes of the controller manager's time at each installation.
 */
final class CelText {

  private CelText() {}

  static String of(Condition condition) {
    return switch (condition) {
      case Condition.AllOf(var conditions) -> joined(conditions, "\n&& ", "true");
      case Condition.AnyOf(var conditions) -> joined(conditions, "\n|| ", "false");
      case Condition.Not(var negated) -> "!" + of(negated);
      case Condition.Exists(var place) -> place(place) + ".hasValue()";
      case Condition.HasText(var place) -> "(" + text(place) + " != '')";
      case Condition.IsTrue(var place) -> place(place) + ".orValue(false)";
      case Condition.SameText(var place, var other) ->
          "(" + text(place) + " == " + text(other) + ")";
      case Condition.SameBlock(var place, var other) ->
          "(" + text(place) + ".trim() == " + text(other) + ".trim())";
      case Condition.Same(var place, var other) -> "(" + place(place) + " == " + place(other) + ")";
      case Condition.IsOneOf(var place, var texts) ->
          "("
              + text(place)
              + " in ["
              + texts.stream().map(CelText::literal).collect(Collectors.joining(", "))
              + "])";
      case Condition.Begins(var place, var prefix) ->
          text(place) + ".startsWith(" + literal(prefix) + ")";
      case Condition.Matches(var place, var expression) ->
          text(place) + ".matches(" + literal(expression) + ")";
      case Condition.Allows(var pattern, var name) -> allows(text(pattern), text(name));
      case Condition.Like(var form, var name) -> isLike(text(form), text(name));
      case Condition.Shorter(var place, var other) ->
          present(place, other, PeriodCel.isShorter("a", "b"));
      case Condition.Longer(var place, var other) ->
          present(place, other, "duration(a) > duration(b)");
      case Condition.Every(var lists, var item, var each) ->
          lists(lists) + ".all(" + item + ", " + of(each) + ")";
      case Condition.Some(var list, var item, var each) ->
          lists(List.of(list)) + ".exists(" + item + ", " + of(each) + ")";
      case Condition.EveryKey(var map, var item, var each) ->
          place(map) + ".orValue({}).all(" + item + ", " + of(each) + ")";
    };
  }

  /** The texts at a place of all items for which a condition doesn't hold, with commas between. */
  static String failing(Condition.Every every, Ref shown) {
    return "%s.filter(%s, !(%s)).map(%s, %s).join(', ')"
        .formatted(
            lists(every.lists()), every.item(), of(every.condition()), every.item(), text(shown));
  }

  /** The text at a place, empty where there is none. */
  static String text(Ref place) {
    return place.steps().isEmpty() ? root(place) : place(place) + ".orValue('')";
  }

  /** A text as CEL writes it. */
  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static String allows(String pattern, String name) {
    return "(%2$s == %1$s || (%1$s.endsWith('*') && %2$s.startsWith(%1$s.substring(0, %1$s.size() - 1))))"
        .formatted(pattern, name);
  }

  /**
   * By an expression in which all stands between {@code \Q} and {@code \E} but what stars are for,
   * and backslashes, which could end that too early.
   */
  private static String isLike(String form, String name) {
    return "(%s != '' && %s.matches('^\\\\Q' + %s.replace(%s, %s).replace('*', %s) + '\\\\E$'))"
        .formatted(form, name, form, literal("\\"), literal("\\E\\\\\\Q"), literal("\\E[^/]*\\Q"));
  }

  /** What is said of two texts {@code a} and {@code b}, where both are there and differ. */
  private static String present(Ref place, Ref other, String said) {
    return "(%1$s != '' && %2$s != '' && %1$s != %2$s && [%1$s].all(a, [%2$s].all(b, %3$s)))"
        .formatted(text(place), text(other), said);
  }

  private static String lists(List<Ref> lists) {
    var all =
        lists.stream().map(list -> place(list) + ".orValue([])").collect(Collectors.joining(" + "));
    return lists.size() == 1 ? all : "(" + all + ")";
  }

  private static String joined(List<Condition> conditions, String word, String ofNone) {
    return conditions.isEmpty()
        ? ofNone
        : conditions.stream().map(CelText::of).collect(Collectors.joining(word, "(", ")"));
  }

  private static String place(Ref place) {
    var steps = new StringBuilder(root(place));
    for (var step : place.steps()) {
      switch (step) {
        case Ref.Step.Field(var name) -> steps.append(".?").append(name);
        case Ref.Step.Key(var name) -> steps.append("[?").append(literal(name)).append(']');
        case Ref.Step.KeyAt(var key) -> steps.append("[?").append(text(key)).append(']');
      }
    }
    return steps.toString();
  }

  private static String root(Ref place) {
    return switch (place.root()) {
      case Ref.Root.Of(var input) -> input.cel();
      case Ref.Root.Item(var name) -> name;
    };
  }
}
