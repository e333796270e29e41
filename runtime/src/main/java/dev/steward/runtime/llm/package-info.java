/**
 * Language models that write: decoders of the Llama family out of GGUF files or folders in
 * safetensors, on ONNX Runtime.
 *
 * <p>At load their weights become a graph ({@link dev.steward.runtime.llm.LlamaGraph}), kept by the
 * file's digest. Sequences have slots for their keys and values; those that write have the first
 * slots, without gaps, and take a step together. One that is still reading its prompt has the slot
 * after them; how much is read between two steps is bounded, so that a long prompt holds up nobody.
 *
 * <p>It must not know HTTP, nor ONNX Runtime, which {@link dev.steward.runtime.engine.DecoderModel}
 * alone does.
 */
@NullMarked
package dev.steward.runtime.llm;

import org.jspecify.annotations.NullMarked;
