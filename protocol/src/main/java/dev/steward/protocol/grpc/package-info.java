/**
 * The Open Inference Protocol, version 2, over gRPC: what its messages mean.
 *
 * <p>Messages are generated from {@code open_inference.proto} into {@code
 * dev.steward.protocol.inference}. A request with tensors isn't parsed into them: its fields are
 * found where they lie, so that a hostile message of many small parts takes no memory beyond its
 * own bytes, and the values of a tensor are copied once, into the memory an engine reads.
 *
 * <p>Values come in {@code contents}, in the field of their datatype, or raw, in {@code
 * raw_input_contents}, where FP16 and BF16 always are. Answers are raw, as Triton's are.
 */
@NullMarked
package dev.steward.protocol.grpc;

import org.jspecify.annotations.NullMarked;
