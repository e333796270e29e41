package dev.steward.runtime.engine;

import java.time.Duration;

/**
 * The parts of a computation, one after the other.
 *
 * @param input what goes in is put together
 * @param infer the engine computes
 * @param output what came out is taken apart
 */
public record Phases(Duration input, Duration infer, Duration output) {}
