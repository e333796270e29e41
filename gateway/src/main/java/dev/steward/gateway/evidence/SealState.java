package dev.steward.gateway.evidence;

import java.time.Instant;
import java.util.Optional;

/**
 * How it stands with what leaves the volume.
 *
 * @param done when last all had left that could; at first, when it began
 * @param problem why it failed, if the last try did
 */
public record SealState(Instant done, Optional<String> problem) {}
