package dev.steward.operator.decide;

import dev.steward.core.check.Violation;
import dev.steward.operator.plan.Plan;
import dev.steward.operator.plan.ServiceSettings;

/** What is to be done about a service. */
public sealed interface Decision {

  /** Its objects are to be as planned; {@code settings} with what it leaves open, once found. */
  record Planned(ServiceSettings settings, Plan plan) implements Decision {}

  /** Its spec can't be read; what there is of it stays as it is. */
  record InvalidSpec(Violation violation) implements Decision {}

  /** It was never begun, and breaks a policy: nothing is made of it. */
  record Forbidden() implements Decision {}

  /** The gateways have no port left for it. */
  record PortsExhausted() implements Decision {}
}
