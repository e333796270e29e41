package dev.steward.conformance;

/** What came of a check. */
public record Result(Check check, Verdict verdict) {}
