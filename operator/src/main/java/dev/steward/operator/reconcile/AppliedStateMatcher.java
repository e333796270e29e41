package dev.steward.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether an object is as it was applied. The SDK's matcher reduces the actual object to the
 * fields that our field manager owns, so what others edited or what we no longer want shows; what
 * is left is compared by meaning, because the API server doesn't store what it was sent to the
 * letter:
 *
 * <ul>
 *   <li>it leaves out what is empty, and some of what is false;
 *   <li>it writes amounts its own way: 1.5Gi as 1536Mi;
 *   <li>inside a list that is owned as a whole it fills in defaults.
 * </ul>
 */
final class AppliedStateMatcher extends SSABasedGenericKubernetesResourceMatcher<HasMetadata> {

  private static final Set<String> AMOUNTS = Set.of("limits", "requests", "sizeLimit");

  /** What we say outright though it is the default: false is stored as absence. */
  private static final Set<String> FALSE_IS_ABSENT = Set.of("publishNotReadyAddresses");

  /** Whether a map may have more in it than was applied. */
  private enum Defaults {
    ALLOWED,
    REFUSED
  }

  @Override
  protected boolean matches(
      Map<String, Object> actualMap,
      Map<String, Object> desiredMap,
      HasMetadata actual,
      HasMetadata desired,
      Context<?> context) {
    var whole = context.getClient().getKubernetesSerialization().convertValue(actual, Map.class);
    return same(actualMap, whole, desiredMap);
  }

  /**
   * The comparison itself.
   *
   * @param owned of the actual object what our field manager owns
   * @param whole all of it
   * @param desired what was applied
   */
  static boolean same(Object owned, Object whole, Object desired) {
    return same("", owned, whole, desired, Defaults.REFUSED);
  }

  private static boolean same(
      String field,
      @Nullable Object owned,
      @Nullable Object whole,
      @Nullable Object desired,
      Defaults defaults) {
    if (isNothing(field, owned) && isNothing(field, desired)) {
      // Where we own nothing and want nothing, nobody else may have put something.
      return desired == null || isNothing(field, whole);
    }
    if (owned == null || desired == null) {
      return false;
    }
    if (owned instanceof Map<?, ?> is && desired instanceof Map<?, ?> wanted) {
      return sameMap(field, is, whole, wanted, defaults);
    }
    if (owned instanceof List<?> is && desired instanceof List<?> wanted) {
      return sameList(field, is, wanted);
    }
    if (owned instanceof Number is && desired instanceof Number wanted) {
      return new BigDecimal(is.toString()).compareTo(new BigDecimal(wanted.toString())) == 0;
    }
    return owned.equals(desired) || (AMOUNTS.contains(field) && sameAmount(owned, desired));
  }

  private static boolean sameMap(
      String field, Map<?, ?> owned, @Nullable Object whole, Map<?, ?> desired, Defaults defaults) {
    var all = whole instanceof Map<?, ?> fields ? fields : owned;
    for (var entry : desired.entrySet()) {
      var key = entry.getKey();
      // Each amount of a map of limits is one, whatever its resource is called.
      var name = AMOUNTS.contains(field) ? field : String.valueOf(key);
      if (!same(name, owned.get(key), all.get(key), entry.getValue(), defaults)) {
        return false;
      }
    }
    return switch (defaults) {
      case ALLOWED -> true;
      case REFUSED ->
          owned.entrySet().stream()
              .allMatch(entry ->
                  desired.containsKey(entry.getKey())
                      || isNothing(String.valueOf(entry.getKey()), entry.getValue()));
    };
  }

  private static boolean sameList(String field, List<?> owned, List<?> desired) {
    if (owned.size() != desired.size()) {
      return false;
    }
    for (var i = 0; i < owned.size(); i++) {
      if (!same(field, owned.get(i), owned.get(i), desired.get(i), Defaults.ALLOWED)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameAmount(Object owned, Object desired) {
    return owned instanceof String is
        && desired instanceof String wanted
        && new Quantity(is)
                .getNumericalAmount()
                .compareTo(new Quantity(wanted).getNumericalAmount())
            == 0;
  }

  private static boolean isNothing(String field, @Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Boolean truth -> !truth && FALSE_IS_ABSENT.contains(field);
      case String text -> text.isEmpty();
      case Collection<?> elements -> elements.isEmpty();
      case Map<?, ?> fields -> fields.isEmpty();
      case Object other -> false;
    };
  }
}
