package dev.steward.sinks;

/**
 * How far a sink is.
 *
 * @param origin of the log
 * @param next index of the first entry that it hasn't got
 */
record Cursor(String origin, long next) {}
