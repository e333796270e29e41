package dev.steward.runtime.pool;

import java.util.Optional;

/**
 * On whose behalf a request comes: between tenants, places and turns are shared.
 *
 * @param name empty for all that name none
 */
public record Tenant(String name) {

  /** The header that names it. */
  public static final String HEADER = "x-steward-tenant";

  private static final int LONGEST = 253;

  /** All that name none. */
  public static final Tenant NONE = new Tenant("");

  /** The tenant of a header's value; what is absent or too long to be a name names none. */
  public static Tenant of(Optional<String> header) {
    return header
        .map(String::strip)
        .filter(name -> !name.isEmpty() && name.length() <= LONGEST)
        .map(Tenant::new)
        .orElse(NONE);
  }
}
