/**
 * The engine that computes: an ONNX model held by ONNX Runtime, taking and giving the protocol's
 * tensors; and what engines of other formats must be.
 *
 * <p>The only place that knows ONNX Runtime. It must not know HTTP, queues or what a model is used
 * for. ONNX Runtime's session is driven directly: DJL's model on top of it hides the datatypes of
 * inputs, the unsigned ones among them, and can't break off a run.
 */
@NullMarked
package dev.steward.runtime.engine;

import org.jspecify.annotations.NullMarked;
