package dev.steward.core.policy;

/**
 * Every request of a service leaves a record.
 *
 * @param onFailure what happens to requests while no record can be written
 * @param records how long a record is kept
 */
public record AuditDuty(AuditFailure onFailure, Retention records) {}
