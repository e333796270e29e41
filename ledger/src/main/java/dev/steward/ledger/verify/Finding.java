package dev.steward.ledger.verify;

/**
 * Something that isn't as it must be.
 *
 * @param check which check found it
 * @param place a file, or an entry by its index
 * @param problem for people
 */
public record Finding(Check check, String place, String problem) {}
