package dev.steward.operator.enforce;

import java.util.List;
import java.util.Map;

/**
 * Compares what there is with what the chart ships. The API server fills in defaults, which are no
 * difference; anything else that was added, taken away or changed is one.
 */
final class AsShipped {

  /** What the API server fills in where nothing is stated. */
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          "matchPolicy", "Equivalent",
          "namespaceSelector", Map.of(),
          "objectSelector", Map.of(),
          "scope", "*",
          "failurePolicy", "Fail");

  private AsShipped() {}

  /**
   * Whether nothing is different.
   *
   * @param shipped a value of JSON: a map, a list, a text, a number or a truth
   */
  static boolean is(Object actual, Object shipped) {
    if (actual instanceof Map<?, ?> has && shipped instanceof Map<?, ?> wanted) {
      return wanted.entrySet().stream()
              .allMatch(entry -> {
                var value = has.get(entry.getKey());
                return value != null && is(value, entry.getValue());
              })
          && has.entrySet().stream()
              .filter(entry -> !wanted.containsKey(entry.getKey()))
              .allMatch(AsShipped::isDefault);
    }
    if (actual instanceof List<?> has && shipped instanceof List<?> wanted) {
      if (has.size() != wanted.size()) {
        return false;
      }
      for (var i = 0; i < has.size(); i++) {
        if (!is(has.get(i), wanted.get(i))) {
          return false;
        }
      }
      return true;
    }
    return actual.equals(shipped);
  }

  private static boolean isDefault(Map.Entry<?, ?> added) {
    var value = added.getValue();
    return value == null || value.equals(DEFAULTS.get(String.valueOf(added.getKey())));
  }
}
