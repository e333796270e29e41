package dev.steward.core.policy.rule;

import dev.steward.core.check.Checked;
import dev.steward.core.model.SignerName;
import dev.steward.core.policy.CalendarPeriod;
import dev.steward.core.policy.NamePattern;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Conditions over trees: the interpretation in Java. */
final class Evaluation {

  private final Inputs inputs;
  private final Map<String, Tree> items;

  private Evaluation(Inputs inputs, Map<String, Tree> items) {
    this.inputs = inputs;
    this.items = items;
  }

  static Evaluation over(Inputs inputs) {
    return new Evaluation(inputs, Map.of());
  }

  boolean holds(Condition condition) {
    return switch (condition) {
      case Condition.AllOf(var conditions) -> conditions.stream().allMatch(this::holds);
      case Condition.AnyOf(var conditions) -> conditions.stream().anyMatch(this::holds);
      case Condition.Not(var negated) -> !holds(negated);
      case Condition.Exists(var place) -> !(at(place) instanceof Tree.Absent);
      case Condition.HasText(var place) -> !text(place).isEmpty();
      case Condition.IsTrue(var place) -> at(place).equals(new Tree.Truth(true));
      case Condition.SameText(var place, var other) -> text(place).equals(text(other));
      case Condition.SameBlock(var place, var other) ->
          text(place).strip().equals(text(other).strip());
      case Condition.Same(var place, var other) -> at(place).equals(at(other));
      case Condition.IsOneOf(var place, var texts) -> texts.contains(text(place));
      case Condition.Begins(var place, var prefix) -> text(place).startsWith(prefix);
      case Condition.Matches(var place, var expression) ->
          Pattern.compile(expression).matcher(text(place)).find();
      case Condition.Allows(var pattern, var name) -> allows(text(pattern), text(name));
      case Condition.Like(var form, var name) -> isLike(text(form), text(name));
      case Condition.Shorter(var place, var other) -> isShorter(text(place), text(other));
      case Condition.Longer(var place, var other) -> isLonger(text(place), text(other));
      case Condition.Every(var lists, var item, var each) ->
          lists.stream()
              .flatMap(list -> items(list).stream())
              .allMatch(value -> with(item, value).holds(each));
      case Condition.Some(var list, var item, var each) ->
          items(list).stream().anyMatch(value -> with(item, value).holds(each));
      case Condition.EveryKey(var map, var item, var each) ->
          keys(map).stream().allMatch(key -> with(item, new Tree.Text(key)).holds(each));
    };
  }

  /** The texts at a place of all items for which a condition doesn't hold. */
  List<String> failing(Condition.Every every, Ref shown) {
    return every.lists().stream()
        .flatMap(list -> items(list).stream())
        .map(value -> with(every.item(), value))
        .filter(each -> !each.holds(every.condition()))
        .map(each -> each.text(shown))
        .toList();
  }

  String text(Ref place) {
    return at(place).text();
  }

  private static boolean allows(String pattern, String name) {
    return NamePattern.parse("", pattern) instanceof Checked.Valid<NamePattern>(var valid)
        ? valid.allows(name)
        : pattern.equals(name);
  }

  private static boolean isLike(String form, String name) {
    return !form.isEmpty() && new SignerName.Like(form).matches(name);
  }

  private static boolean isShorter(String text, String other) {
    return CalendarPeriod.parse("", text) instanceof Checked.Valid<CalendarPeriod>(var period)
        && CalendarPeriod.parse("", other) instanceof Checked.Valid<CalendarPeriod>(var longer)
        && period.isWithin(longer)
        && !period.equals(longer);
  }

  private static boolean isLonger(String text, String other) {
    try {
      return duration(text).compareTo(duration(other)) > 0;
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  /** Of 1h30m: but for its first letters it is written as in ISO 8601. */
  private static Duration duration(String text) {
    return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }

  private Evaluation with(String item, Tree value) {
    var more = new HashMap<>(items);
    more.put(item, value);
    return new Evaluation(inputs, more);
  }

  private List<Tree> items(Ref list) {
    return at(list) instanceof Tree.Items(var values) ? values : List.of();
  }

  private List<String> keys(Ref map) {
    return at(map) instanceof Tree.Fields(var values) ? List.copyOf(values.keySet()) : List.of();
  }

  private Tree at(Ref place) {
    var tree =
        switch (place.root()) {
          case Ref.Root.Of(var input) -> inputs.get(input);
          case Ref.Root.Item(var name) -> items.getOrDefault(name, Tree.absent());
        };
    for (var step : place.steps()) {
      tree =
          tree.get(
              switch (step) {
                case Ref.Step.Field(var name) -> name;
                case Ref.Step.Key(var name) -> name;
                case Ref.Step.KeyAt(var key) -> text(key);
              });
    }
    return tree;
  }
}
