package dev.steward.runtime.beside;

import java.util.List;
import java.util.Optional;

/**
 * What a model's classes are called, by their number from 0.
 *
 * @param names empty: nobody says
 */
public record Labels(List<String> names) {

  /** Classes without names. */
  public static final Labels NONE = new Labels(List.of());

  public Labels {
    names = List.copyOf(names);
  }

  /**
   * The names of as many classes as there are, or none: names of another number of classes are of
   * something else.
   */
  public Optional<List<String>> of(long classes) {
    return names.size() == classes ? Optional.of(names) : Optional.empty();
  }
}
