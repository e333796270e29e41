package dev.steward.core.policy;

/**
 * What a gateway judges the requests of a service by, as it is told and compared: two gateways that
 * have the same of it treat a request alike.
 *
 * @param digest of all that holds for the service
 * @param intake whether requests are let in: a quarantine changes no digest
 */
public record PolicyInForce(PolicyDigest digest, Obligations.Intake intake) {}
