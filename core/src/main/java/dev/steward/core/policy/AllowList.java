package dev.steward.core.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which names are allowed. */
public sealed interface AllowList {

  /** Every name: no demand. */
  record Any() implements AllowList {}

  /**
   * These names and no others.
   *
   * @param patterns none of which covers another, sorted; empty: nothing is allowed. The
   *     constructor drops those that another covers
   */
  record Only(List<NamePattern> patterns) implements AllowList {
    public Only {
      patterns = widest(patterns);
    }
  }

  /** Every name. */
  static AllowList any() {
    return new Any();
  }

  /** Only what these patterns allow. */
  static AllowList only(NamePattern... patterns) {
    return new Only(List.of(patterns));
  }

  /** Whether this name is allowed. */
  default boolean allows(String name) {
    return switch (this) {
      case Any() -> true;
      case Only(var patterns) -> patterns.stream().anyMatch(pattern -> pattern.allows(name));
    };
  }

  /** Whether nothing is allowed at all. */
  default boolean isEmpty() {
    return this instanceof Only(var patterns) && patterns.isEmpty();
  }

  /** What both allow. */
  default AllowList meet(AllowList other) {
    return switch (this) {
      case Any() -> other;
      case Only(var mine) ->
          switch (other) {
            case Any() -> this;
            case Only(var theirs) ->
                new Only(
                    mine.stream()
                        .flatMap(one -> theirs.stream().map(one::meet))
                        .flatMap(Optional::stream)
                        .toList());
          };
    };
  }

  private static List<NamePattern> widest(Collection<NamePattern> all) {
    return all.stream()
        .distinct()
        .filter(one -> all.stream().noneMatch(other -> !other.equals(one) && other.covers(one)))
        .sorted(Comparator.comparing(NamePattern::text))
        .toList();
  }
}
