/**
 * Whether a server speaks the Open Inference Protocol, version 2: checks from outside, by REST and
 * by gRPC, against any server.
 *
 * <p>Each {@link dev.steward.conformance.Check} holds one sentence of the specification
 * (github.com/kserve/open-inference-protocol, specification/protocol) or, where it says so, one
 * that clients rely on beyond it. Requests are made for the model that is found there, from its
 * metadata alone; what its outputs should be isn't known, so that answers are compared with each
 * other: the same question asked again, and in each encoding.
 *
 * <p>Nothing here reads or writes with the classes by which Steward's own server does, but for the
 * generated messages.
 */
@NullMarked
package dev.steward.conformance;

import org.jspecify.annotations.NullMarked;
