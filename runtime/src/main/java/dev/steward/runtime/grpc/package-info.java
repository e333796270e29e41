/**
 * The runtime's gRPC: methods, bounds, and the one place where a refusal becomes a status.
 *
 * <p>The only package that knows gRPC's server and Netty. What is answered is {@link
 * dev.steward.runtime.http.OpenInference}'s matter, as over REST. A call passes {@link
 * dev.steward.runtime.grpc.Calls}, which times, counts and answers it; its memory and its time are
 * bounded by a {@link dev.steward.runtime.grpc.CallBound} from its first byte on, before there is a
 * message that could be looked at.
 */
@NullMarked
package dev.steward.runtime.grpc;

import org.jspecify.annotations.NullMarked;
