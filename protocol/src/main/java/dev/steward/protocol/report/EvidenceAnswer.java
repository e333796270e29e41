package dev.steward.protocol.report;

import java.util.OptionalLong;

/**
 * What an operator says to a gateway's {@link EvidenceReport}.
 *
 * @param othersRecording how many other gateways were heard of lately that can record requests
 * @param witnessed the size of the gateway's log that the operator knows; empty if it knows none
 */
public record EvidenceAnswer(int othersRecording, OptionalLong witnessed) {}
