package dev.steward.core.policy.rule;

import java.util.List;

/**
 * Requests that a group of rules is about.
 *
 * @param apiGroup empty: the core group
 * @param version of it
 * @param resources plural names, a subresource after {@code /}
 * @param operations CREATE, UPDATE, DELETE or CONNECT
 */
public record Resources(
    String apiGroup, String version, List<String> resources, List<String> operations) {
  public Resources {
    resources = List.copyOf(resources);
    operations = List.copyOf(operations);
  }
}
