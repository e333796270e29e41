package dev.steward.api.v1alpha1;

/** Where the API lives, and the names that every object of Steward carries. */
public final class ApiGroup {

  public static final String GROUP = "steward.dev";
  public static final String VERSION = "v1alpha1";

  /** {@code steward.dev/v1alpha1}. */
  public static final String API_VERSION = GROUP + "/" + VERSION;

  /** Who wrote a field, as the API server records it. */
  public static final String FIELD_MANAGER = "steward";

  private ApiGroup() {}
}
