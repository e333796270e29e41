package dev.steward.operator.plan;

/**
 * What the installation decides, and no service.
 *
 * @param stewardNamespace where the gateways and the ServingConfigs are
 * @param runtimeImage image of revisions that are made from now on and name none of their own
 */
public record PlanSettings(String stewardNamespace, String runtimeImage) {}
