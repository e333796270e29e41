package dev.steward.cli;

import dev.steward.operator.plan.PlanSettings;

/** What an installation decides, where there is none: as the chart has it by default. */
final class Installation {

  /** Where the guides install Steward. */
  static final String NAMESPACE = "steward-system";

  private Installation() {}

  /** The runtime's image of this version. */
  static String runtimeImage() {
    return "steward.dev/runtime:" + Version.number();
  }

  static PlanSettings settings() {
    return new PlanSettings(NAMESPACE, runtimeImage());
  }
}
